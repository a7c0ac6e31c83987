import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startFrontageServer } from '../../../dev/frontage-server.ts';
import { cpuMsOfTrees } from '../cpu-time.ts';
import { assertTaken, MeekSession } from '../meek-client.ts';
import { residentMegabytes } from '../memory.ts';
import { sendEndlessly } from '../origin/endless.ts';
import type { Measurement, Row, RowContext } from '../row.ts';
import { percentile } from '../statistics.ts';

const IDLE_SESSIONS = 5_000;
const OPENED_AT_ONCE = 50;
const SETTLE_MS = 2_000;
const BUSY_SESSIONS = 32;
const SMALL_BODY = Buffer.alloc(64);
const NOTHING = Buffer.alloc(0);
const GIGABYTE = 1e9;
const PARTS = 4;
const SOCKS_GREETING = Buffer.from([5, 1, 0]);

/** frontage-server alone, asked by meek-v1 over plain HTTP. */
export const serverRows: readonly Row[] = [
  { name: 'server-idle-sessions', measure: measureIdleSessions },
  { name: 'server-exchanges', measure: measureExchanges },
  { name: 'server-1gb', measure: measureGigabyte },
];

/** A server with a folder of its own for its key; both go with the stack. */
async function startServer(upstream: string, stack: AsyncDisposableStack) {
  const folder = await mkdtemp(join(tmpdir(), 'frontage-server-'));
  stack.defer(() => rm(folder, { recursive: true }));
  // Without a hold, so that not the server's patience is measured but the server.
  const patience = ['--idle-timeout', '1h', '--holdoff', '0s'];
  const args = ['--allow-private', '--state-dir', folder, ...patience];
  const server = await startFrontageServer({ upstream, args });
  stack.defer(() => server.stop());
  return server;
}

async function measureIdleSessions(): Promise<Measurement> {
  await using stack = new AsyncDisposableStack();
  const server = await startServer('builtin', stack);
  const emptyMegabytes = residentMegabytes(server.pid);
  for (let opened = 0; opened < IDLE_SESSIONS; opened += OPENED_AT_ONCE) {
    const sessions = Array.from(
      { length: OPENED_AT_ONCE },
      (_, index) => new MeekSession(server.ready.port, opened + index),
    );
    await Promise.all(
      sessions.map(async (each) => assertTaken(await each.exchange(SOCKS_GREETING))),
    );
  }
  await sleep(SETTLE_MS);
  const held = await liveSessions(server.ready.adminPort);
  if (held !== IDLE_SESSIONS) throw new Error(`The server holds ${held} sessions.`);
  const megabytes = residentMegabytes(server.pid);
  return {
    value: megabytes,
    unit: 'MB resident',
    params: {
      kilobytesPerSession: ((megabytes - emptyMegabytes) * 1000) / IDLE_SESSIONS,
      ...{ emptyMegabytes, sessions: IDLE_SESSIONS, protocol: 'meek-v1' },
    },
  };
}

async function liveSessions(adminPort: number | null | undefined): Promise<number> {
  const health = await fetch(`http://127.0.0.1:${adminPort}/healthz`);
  return Number(/sessions=(\d+)/.exec(await health.text())?.[1]);
}

async function measureExchanges({ seconds }: RowContext): Promise<Measurement> {
  await using stack = new AsyncDisposableStack();
  const upstream = await listen((socket) => socket.resume());
  stack.defer(() => void upstream.close());
  const server = await startServer(`127.0.0.1:${portOf(upstream)}`, stack);
  const latenciesMs: number[] = [];
  const exchangeUntil = async (session: MeekSession, untilMs: number) => {
    while (performance.now() < untilMs) {
      const startMs = performance.now();
      assertTaken(await session.exchange(SMALL_BODY));
      latenciesMs.push(performance.now() - startMs);
    }
  };
  const sessions = Array.from(
    { length: BUSY_SESSIONS },
    (_, index) => new MeekSession(server.ready.port, index),
  );
  const warmMs = performance.now() + 1_000;
  await Promise.all(sessions.map((session) => exchangeUntil(session, warmMs)));
  latenciesMs.length = 0;
  const cpuBeforeMs = cpuMsOfTrees([server.pid]);
  const untilMs = performance.now() + seconds * 1000;
  await Promise.all(sessions.map((session) => exchangeUntil(session, untilMs)));
  const cpuMs = cpuMsOfTrees([server.pid]) - cpuBeforeMs;
  return {
    value: (latenciesMs.length / cpuMs) * 1000,
    unit: 'exchanges/s/core',
    params: {
      perSecond: latenciesMs.length / seconds,
      p99Ms: percentile(latenciesMs, 0.99),
      ...{ sessions: BUSY_SESSIONS, seconds, protocol: 'meek-v1' },
    },
  };
}

async function measureGigabyte(): Promise<Measurement> {
  await using stack = new AsyncDisposableStack();
  const upstream = await listen(sendEndlessly);
  stack.defer(() => void upstream.close());
  const server = await startServer(`127.0.0.1:${portOf(upstream)}`, stack);
  const session = new MeekSession(server.ready.port, 0);
  let receivedBytes = 0;
  // Peaks, because the heap of a busy process goes up and down; in equal parts of the way.
  const peaksMegabytes = Array.from({ length: PARTS }, () => 0);
  while (receivedBytes < GIGABYTE) {
    const answer = await session.exchange(NOTHING);
    assertTaken(answer);
    receivedBytes += answer.bytes;
    const part = Math.min(PARTS - 1, Math.floor((receivedBytes / GIGABYTE) * PARTS));
    peaksMegabytes[part] = Math.max(peaksMegabytes[part] ?? 0, residentMegabytes(server.pid));
  }
  // The first part fills the heap to where it is collected.
  const earlyMegabytes = peaksMegabytes[1] ?? 0;
  const lateMegabytes = peaksMegabytes[PARTS - 1] ?? 0;
  return {
    value: lateMegabytes - earlyMegabytes,
    unit: 'MB of growth',
    params: {
      peaksMegabytes: peaksMegabytes.map(Math.round).join(', '),
      ...{ receivedBytes, protocol: 'meek-v1' },
    },
  };
}

async function listen(onConnection: (socket: Socket) => void): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    onConnection(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
