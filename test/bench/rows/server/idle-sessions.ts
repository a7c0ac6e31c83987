import { setTimeout as sleep } from 'node:timers/promises';
import type { Listening, RunningProcess } from '../../../../dev/processes.ts';
import { startServerLoad } from '../../load-process.ts';
import { V1Session } from '../../meek-client/v1.ts';
import { residentMegabytes } from '../../memory.ts';
import type { Measurement, Params, Row } from '../../row.ts';
import { liveSessions, startServer } from './start.ts';

const SESSIONS = 5_000;
const OPENED_AT_ONCE = 50;
const OPENING_LIMIT_MS = 300_000;
const SETTLE_MS = 5_000;
const SOCKS_GREETING = Buffer.from([5, 1, 0]);

type Server = RunningProcess<Listening>;
/** Opens the sessions; what holds them open goes with the stack. */
type Open = (server: Server, stack: AsyncDisposableStack) => Promise<unknown>;

/** What sessions that do nothing cost, and what they cost with a tunnel in each. */
export const idleSessionRows: readonly Row[] = [
  row('server-idle-sessions', { protocol: 'meek-v2', encrypted: false }, hold(false), 400),
  row('server-idle-tunnels', { protocol: 'meek-v2', encrypted: true }, hold(true)),
  row('server-idle-sessions-v1', { protocol: 'meek-v1', encrypted: false }, openV1),
];

function row(name: string, params: Params, open: Open, limitMegabytes?: number): Row {
  return { name, measure: () => measure(params, open, limitMegabytes) };
}

async function measure(
  params: Params,
  open: Open,
  limitMegabytes = Number.POSITIVE_INFINITY,
): Promise<Measurement> {
  await using stack = new AsyncDisposableStack();
  const server = await startServer('builtin', stack);
  const emptyMegabytes = residentMegabytes(server.pid);
  await open(server, stack);
  await sleep(SETTLE_MS);
  const held = await liveSessions(server);
  if (held !== SESSIONS) throw new Error(`The server holds ${held} sessions.`);
  const megabytes = residentMegabytes(server.pid);
  return {
    value: megabytes,
    unit: 'MB resident',
    failure: megabytes > limitMegabytes ? `more than ${limitMegabytes} MB` : undefined,
    params: {
      kilobytesPerSession: ((megabytes - emptyMegabytes) * 1000) / SESSIONS,
      ...{ emptyMegabytes, sessions: SESSIONS, ...params },
    },
  };
}

/** As real clients have them: each with a READ that is being answered. */
function hold(isEncrypted: boolean): Open {
  return async ({ ready }, stack) => {
    const address = { port: ready.port, pin: ready.pin ?? '' };
    const task = { do: 'hold', count: SESSIONS, atOnce: OPENED_AT_ONCE, isEncrypted } as const;
    const load = await startServerLoad(address, task, { limitMs: OPENING_LIMIT_MS });
    stack.defer(() => load.stop(0));
  };
}

async function openV1({ ready }: Server): Promise<void> {
  for (let opened = 0; opened < SESSIONS; opened += OPENED_AT_ONCE) {
    const exchanges = Array.from({ length: OPENED_AT_ONCE }, (_, index) =>
      new V1Session(ready.port, opened + index).exchange(SOCKS_GREETING),
    );
    await Promise.all(exchanges);
  }
}
