import { setTimeout as sleep } from 'node:timers/promises';
import type { EdgeTotals } from '../../../dev/edge/totals.ts';
import type { Chain } from '../chain.ts';
import type { Link } from '../link.ts';
import { runLoad } from '../load-process.ts';
import type { Path } from '../path.ts';
import type { Measurement, Row, RowContext } from '../row.ts';

const LINK: Link = { rttMs: 100, rateMbit: 0, lossPercent: 0 };
const MEGABYTE = 1e6;
const BYTES_PER_SECOND_OF_ROW = MEGABYTE;
const PATIENCE_MS = 120_000;
const TOTALS_AGE_MS = 500;
/** More than any path carries. */
const AS_FAST_AS_IT_GOES = 1e12;

/** What carrying bytes costs on the wire, at the edge, TLS and HTTP framing included. */
export const overheadRows: readonly Row[] = [
  { name: 'overhead', measure: measureOverhead },
  { name: 'requests-per-mb', measure: measureRequests },
];

interface Carried {
  readonly sentBytes: number;
  readonly receivedBytes: number;
  readonly requests: number;
}

async function measureOverhead(context: RowContext): Promise<Measurement> {
  const { bytes, down, up } = await carryBothWays(context);
  const wireBytes = [down, up].reduce((sum, each) => sum + each.sentBytes + each.receivedBytes, 0);
  return {
    value: wireBytes / (2 * bytes),
    unit: 'bytes/byte',
    baseline: 1,
    params: {
      downWhenDownloading: down.sentBytes / bytes,
      upWhenDownloading: down.receivedBytes / bytes,
      upWhenUploading: up.receivedBytes / bytes,
      downWhenUploading: up.sentBytes / bytes,
      ...{ bytesEachWay: bytes, ...LINK },
    },
  };
}

async function measureRequests(context: RowContext): Promise<Measurement> {
  const { bytes, down, up } = await carryBothWays(context);
  const megabytes = bytes / MEGABYTE;
  return {
    value: (down.requests + up.requests) / (2 * megabytes),
    unit: 'requests/MB',
    params: {
      downloading: down.requests / megabytes,
      uploading: up.requests / megabytes,
      ...{ bytesEachWay: bytes, ...LINK },
    },
  };
}

async function carryBothWays({ testbed, seconds }: RowContext) {
  const chain = await testbed.chain(LINK);
  const path = await testbed.path(LINK);
  const bytes = seconds * BYTES_PER_SECOND_OF_ROW;
  const down = await carry(path, chain, { downBytes: bytes, upBytes: 0 });
  const up = await carry(path, chain, { downBytes: 0, upBytes: bytes });
  return { bytes, down, up };
}

async function carry(
  path: Path,
  chain: Chain,
  size: { readonly downBytes: number; readonly upBytes: number },
): Promise<Carried> {
  const before = await freshTotals(chain);
  const pace = { bytesPerSecond: AS_FAST_AS_IT_GOES, restMs: 0 };
  const task = { do: 'exchange', ...size, ...pace, limitMs: PATIENCE_MS } as const;
  const options = { namespace: path.namespaces?.client, limitMs: 2 * PATIENCE_MS };
  const { down, up } = await runLoad(chain.tunnelled, task, options);
  if (!down.isExact || !up?.isExact) throw new Error('The transfer was not complete.');
  const after = await freshTotals(chain);
  return {
    sentBytes: after.sentBytes - before.sentBytes,
    receivedBytes: after.receivedBytes - before.receivedBytes,
    requests: after.requests - before.requests,
  };
}

async function freshTotals(chain: Chain): Promise<EdgeTotals> {
  await sleep(TOTALS_AGE_MS);
  return chain.totals();
}
