import type { Link } from '../link.ts';
import { runLoad, startLoad } from '../load-process.ts';
import type { Measurement, Row, RowContext } from '../row.ts';
import { median, percentile } from '../statistics.ts';

const LINK: Link = { rttMs: 100, rateMbit: 0, lossPercent: 0 };
/** Enough for a 99th percentile that is not the worst of them; it takes 45 s. */
const SAMPLES = 300;
const ROUND_TRIPS = 20;
const AT_ONCE = 100;
const PATIENCE_MS = 30_000;

/** How long a new connection takes to its first byte once the session is up. */
export const firstByteRows: readonly Row[] = [
  { name: 'first-byte@100ms', measure: (context) => measureFirstByte(context, false) },
  { name: 'first-byte-bulk@100ms', measure: (context) => measureFirstByte(context, true) },
  { name: 'connections-100@100ms', measure: measureAtOnce },
];

async function measureFirstByte(
  { testbed, seconds }: RowContext,
  isUnderBulk: boolean,
): Promise<Measurement> {
  const chain = await testbed.chain(LINK);
  const path = await testbed.path(LINK);
  const options = { namespace: path.namespaces?.client, limitMs: seconds * 1000 + PATIENCE_MS };
  // A round trip of an open connection: the path's own time and the origin's.
  const baseline = median(
    await runLoad(path.direct, { do: 'round-trips', count: ROUND_TRIPS }, options),
  );
  await using stack = new AsyncDisposableStack();
  if (isUnderBulk) {
    const bulk = await startLoad(chain.tunnelled, { do: 'keep-busy' }, options);
    stack.defer(() => bulk.stop(0));
  }
  const task = { do: 'first-bytes', count: SAMPLES, limitMs: seconds * 1000 } as const;
  const samples = await runLoad(chain.tunnelled, task, options);
  const p99Ms = percentile(samples, 0.99);
  return {
    value: median(samples),
    unit: 'ms median',
    baseline,
    params: { p99Ms, p99Ratio: p99Ms / baseline, samples: samples.length, ...LINK },
  };
}

async function measureAtOnce({ testbed }: RowContext): Promise<Measurement> {
  const chain = await testbed.chain(LINK);
  const path = await testbed.path(LINK);
  const options = { namespace: path.namespaces?.client, limitMs: 2 * PATIENCE_MS };
  const task = { do: 'open-at-once', count: AT_ONCE } as const;
  const baseline = await runLoad(path.direct, task, options);
  const value = await runLoad(chain.tunnelled, task, options);
  return { value, unit: 'ms until all', baseline, params: { connections: AT_ONCE, ...LINK } };
}
