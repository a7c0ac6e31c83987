import { setTimeout as sleep } from 'node:timers/promises';
import type { Link } from '../link.ts';
import { startLoad } from '../load-process.ts';
import type { Measurement, Row, RowContext } from '../row.ts';

const LINK: Link = { rttMs: 100, rateMbit: 0, lossPercent: 0 };
const LONGEST_WINDOW_SECONDS = 60;
const PATIENCE_MS = 30_000;

/** What is sent while nothing happens. */
export const idleRows: readonly Row[] = [
  { name: 'idle-requests', measure: (context) => measureIdle(context, 0) },
  { name: 'idle-requests-50', measure: (context) => measureIdle(context, 50) },
];

async function measureIdle(
  { testbed, seconds }: RowContext,
  connections: number,
): Promise<Measurement> {
  const chain = await testbed.chain(LINK);
  const { namespaces } = await testbed.path(LINK);
  await using stack = new AsyncDisposableStack();
  if (connections > 0) {
    const options = { namespace: namespaces?.client, limitMs: PATIENCE_MS };
    const held = await startLoad(chain.tunnelled, { do: 'hold', count: connections }, options);
    stack.defer(() => held.stop(0));
  }
  const windowSeconds = Math.min(LONGEST_WINDOW_SECONDS, 6 * seconds);
  // Polls slow down by and by, and what was closed before has to be over.
  const settleSeconds = windowSeconds / 3;
  await sleep(settleSeconds * 1000);
  const before = chain.totals();
  await sleep(windowSeconds * 1000);
  const after = chain.totals();
  const perMinute = (count: number) => (count / windowSeconds) * 60;
  return {
    value: perMinute(after.requests - before.requests),
    unit: 'requests/min',
    params: {
      upBytesPerMinute: perMinute(after.receivedBytes - before.receivedBytes),
      downBytesPerMinute: perMinute(after.sentBytes - before.sentBytes),
      newConnections: after.connections - before.connections,
      ...{ openConnections: connections, windowSeconds, settleSeconds, ...LINK },
    },
  };
}
