import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { cpuMsOfTrees } from '../../cpu-time.ts';
import { V1Session } from '../../meek-client/v1.ts';
import { V2Session } from '../../meek-client/v2.ts';
import type { Measurement, Row, RowContext } from '../../row.ts';
import { percentile } from '../../statistics.ts';
import { startServer } from './start.ts';

const SESSIONS = 32;
const WARM_UP_MS = 1_000;
const BYTES_EACH_WAY = 64;

interface Exchanging {
  exchange(bytes: Uint8Array): Promise<Buffer>;
}

/** POSTs that carry a few bytes to an echo behind the server, and what comes back. */
export const exchangeRows: readonly Row[] = [
  {
    name: 'server-exchanges',
    measure: (context) => measure(context, 'meek-v2', (port, index) => new V2Session(port, index)),
  },
  {
    name: 'server-exchanges-v1',
    measure: (context) => measure(context, 'meek-v1', (port, index) => new V1Session(port, index)),
  },
];

async function measure(
  { seconds }: RowContext,
  protocol: string,
  open: (port: number, index: number) => Exchanging,
): Promise<Measurement> {
  await using stack = new AsyncDisposableStack();
  const server = await startServer(`127.0.0.1:${await startEcho(stack)}`, stack);
  const sessions = Array.from({ length: SESSIONS }, (_, index) => open(server.ready.port, index));
  await exchangeFor(sessions, WARM_UP_MS);
  const cpuBeforeMs = cpuMsOfTrees([server.pid]);
  const latenciesMs = await exchangeFor(sessions, seconds * 1000);
  const cpuMs = cpuMsOfTrees([server.pid]) - cpuBeforeMs;
  return {
    value: (latenciesMs.length / cpuMs) * 1000,
    unit: 'exchanges/s/core',
    params: {
      perSecond: latenciesMs.length / seconds,
      p99Ms: percentile(latenciesMs, 0.99),
      ...{ sessions: SESSIONS, bytesEachWay: BYTES_EACH_WAY, seconds, protocol },
    },
  };
}

/** How long each exchange took, of sessions that make one after another. */
async function exchangeFor(sessions: readonly Exchanging[], forMs: number): Promise<number[]> {
  const untilMs = performance.now() + forMs;
  const latenciesMs: number[] = [];
  const keepExchanging = async (session: Exchanging) => {
    while (performance.now() < untilMs) {
      const startMs = performance.now();
      await session.exchange(Buffer.alloc(BYTES_EACH_WAY));
      latenciesMs.push(performance.now() - startMs);
    }
  };
  await Promise.all(sessions.map(keepExchanging));
  return latenciesMs;
}

/** @returns its port */
async function startEcho(stack: AsyncDisposableStack): Promise<number> {
  const echo = createServer((socket) => {
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.pipe(socket);
  });
  stack.defer(() => void echo.close());
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  return (echo.address() as AddressInfo).port;
}
