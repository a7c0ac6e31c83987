import { freePort, untilPortAccepts } from './ports.ts';
import { type RunningProcess, startProcess } from './processes.ts';

/** Starts Debian's microsocks, a SOCKS5 proxy, on a free port of 127.0.0.1. */
export async function startMicrosocks(): Promise<RunningProcess<{ readonly port: number }>> {
  const port = await freePort();
  return startProcess({
    command: 'microsocks',
    args: ['-i', '127.0.0.1', '-p', `${port}`],
    async probe(signal) {
      await untilPortAccepts(port, signal);
      return { port };
    },
  });
}
