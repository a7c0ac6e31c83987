import { fileURLToPath } from 'node:url';
import { startProcess } from './processes.ts';

const SCRIPT = fileURLToPath(new URL('../smoketest/socks5.sh', import.meta.url));

/** The script's variables; the script explains each. */
export interface SmoketestVariables {
  readonly URL?: string;
  readonly FRONT?: string;
  readonly PORT?: string;
  readonly INNER?: string;
  readonly TOKEN?: string;
  readonly CACERT?: string;
  readonly CONNECT_TO?: string;
  readonly DESTINATION: string;
}

/** Runs smoketest/socks5.sh; rejects with its output when a step fails. */
export async function runSmoketest(
  variables: SmoketestVariables,
  onLine?: (line: string) => void,
): Promise<void> {
  const script = await startProcess({
    command: SCRIPT,
    env: { PATH: process.env.PATH, ...variables },
    ready: (line) => (line.startsWith('PASS') ? true : undefined),
    readyTimeoutMs: 60_000,
    ...(onLine && { onLine }),
  });
  await script.exited;
}
