import { setTimeout as sleep } from 'node:timers/promises';
import { CHROMIUM_EXTENSION_URL } from '../../../dev/stack/chromium.ts';
import { ExtensionPage } from '../../../dev/stack/extension-page.ts';
import { startServer } from '../../../dev/stack/local-stack.ts';
import type { Chain } from '../chain.ts';
import { LOOPBACK } from '../link.ts';
import type { Exchanged } from '../load/tasks.ts';
import { runLoad } from '../load-process.ts';
import type { Measurement, Params, Row, RowContext } from '../row.ts';

const FULL_BYTES = 50_000_000;
/** A fault has to meet the transfer in its middle, however fast the machine is. */
const BYTES_PER_SECOND = 5_000_000;
/** As a multiple of the time that the transfer takes without a fault. */
const PATIENCE = 6;
const MIN_PATIENCE_MS = 30_000;
const START_LIMIT_MS = 10_000;
const REST_MS = 12_000;
const RECOVERY_LIMIT_MS = 3_000;
const ERROR_LIMIT_MS = 5_000;
const AFTER_RESTART_LIMIT_MS = 30_000;

interface FaultRow {
  readonly name: string;
  /** What goes wrong at the edge. */
  readonly fault?: (bytes: number) => string;
  /** What is done to the chain in the middle of the transfer. */
  readonly strike?: (chain: Chain) => Promise<unknown>;
  readonly restMs?: number;
  /** A longer time without a byte is a failure too. */
  readonly longestGapMs?: number;
}

const FAULTS: readonly FaultRow[] = [
  { name: 'lost-responses', fault: () => 'lost-responses:4' },
  { name: 'cut-connections', fault: () => 'cut-connections:500' },
  { name: 'duplicate-reorder', fault: () => 'duplicate-reorder:50' },
  { name: '503-bursts', fault: () => '503-bursts:300,1500' },
  { name: 'buffering-edge', fault: () => 'buffering-edge' },
  { name: 'idle-cut-10s', fault: () => 'idle-cut:10000', restMs: REST_MS },
  { name: 'strip-headers', fault: () => 'strip-headers:both' },
  {
    name: 'blackholed-front',
    fault: (bytes) => `blackholed-front:${bytes}`,
    longestGapMs: RECOVERY_LIMIT_MS,
  },
  { name: 'worker-terminated', strike: terminateWorker },
  { name: 'worker-terminated-woken', strike: terminateAndWakeWorker },
];

/** Bytes both ways through a CDN that fails: 1 when both ends got exactly what the other sent. */
export const faultRows: readonly Row[] = [
  ...FAULTS.map((row) => ({
    name: `faults/${row.name}`,
    measure: (context: RowContext) => measureFault(context, row),
  })),
  { name: 'faults/server-restarted', measure: measureServerRestart },
];

async function measureFault(context: RowContext, row: FaultRow): Promise<Measurement> {
  const bytes = bytesOf(context);
  // Both ways together make twice as many: this strikes in the middle.
  const faults = row.fault ? [row.fault(bytes)] : [];
  const chain = await context.testbed.chain(LOOPBACK, { faults });
  const transfer = exchange(chain, bytes, row.restMs);
  if (row.strike) await Promise.all([untilMiddle(bytes).then(() => row.strike?.(chain)), transfer]);
  const exchanged = await transfer;
  // What a fault has left behind is not for the next row.
  await context.testbed.clear();
  const reason = reasonOf(exchanged, row.longestGapMs);
  return measurement(reason, { bytesEachWay: bytes, ...describe(exchanged) });
}

async function measureServerRestart(context: RowContext): Promise<Measurement> {
  const bytes = bytesOf(context);
  const chain = await context.testbed.chain(LOOPBACK, { faults: [] });
  const { folder, server, token } = chain.stack;
  let brokenMs = 0;
  const transfer = exchange(chain, bytes).then((exchanged) => {
    brokenMs = performance.now();
    return exchanged;
  });
  await untilMiddle(bytes);
  const struckMs = performance.now();
  process.kill(server.pid, 'SIGKILL');
  await server.exited;
  const listen = ['--listen', `127.0.0.1:${server.ready.port}`];
  const restarted = await startServer(token, folder, { serverArgs: listen });
  try {
    const broken = await transfer;
    const errorAfterMs = Math.round(brokenMs - struckMs);
    const { exchanged, recoveredAfterMs } = await untilWorking(chain, bytes / 10, struckMs);
    const reason =
      broken.ended !== 'broken'
        ? 'the old connection did not break'
        : errorAfterMs > ERROR_LIMIT_MS
          ? `the error came after ${errorAfterMs} ms`
          : reasonOf(exchanged);
    return measurement(reason, { errorAfterMs, recoveredAfterMs, bytesEachWay: bytes });
  } finally {
    await context.testbed.clear();
    await restarted.stop();
  }
}

/** Tries new connections until one is of use. */
async function untilWorking(chain: Chain, bytes: number, struckMs: number) {
  for (;;) {
    const sinceMs = performance.now() - struckMs;
    try {
      const exchanged = await exchange(chain, bytes);
      if (exchanged.up) return { exchanged, recoveredAfterMs: Math.round(sinceMs) };
    } catch (error) {
      if (sinceMs > AFTER_RESTART_LIMIT_MS) throw error;
    }
    if (sinceMs > AFTER_RESTART_LIMIT_MS) throw new Error('No new connection works.');
    await sleep(100);
  }
}

function bytesOf({ seconds }: RowContext): number {
  return Math.min(FULL_BYTES, seconds * BYTES_PER_SECOND);
}

function untilMiddle(bytes: number): Promise<void> {
  return sleep((bytes / BYTES_PER_SECOND / 2) * 1000);
}

function exchange(chain: Chain, bytes: number, restMs = 0): Promise<Exchanged> {
  const size = { downBytes: bytes, upBytes: bytes, bytesPerSecond: BYTES_PER_SECOND, restMs };
  const nominalMs = (bytes / BYTES_PER_SECOND) * 1000 + restMs;
  const limitMs = Math.max(MIN_PATIENCE_MS, PATIENCE * nominalMs);
  const task = { do: 'exchange', ...size, limitMs } as const;
  return runLoad(chain.tunnelled, task, { limitMs: limitMs + START_LIMIT_MS });
}

async function terminateWorker({ stack }: Chain): Promise<void> {
  const target = await stack.browser.waitForTarget((one) => one.type() === 'service_worker');
  const worker = await target.worker();
  await worker?.close();
}

/** The browser starts a worker again only for an event: here the popup asks it something. */
async function terminateAndWakeWorker(chain: Chain): Promise<void> {
  await terminateWorker(chain);
  await ExtensionPage.open(chain.stack.browser, CHROMIUM_EXTENSION_URL);
}

function reasonOf(
  { down, up, ended, elapsedMs }: Exchanged,
  longestGapMs = Number.POSITIVE_INFINITY,
): string | undefined {
  if (!up) return `${ended} after ${elapsedMs} ms`;
  if (!down.isExact) return 'what came down is not what was sent';
  if (!up.isExact) return 'what came up is not what was sent';
  const gapMs = Math.max(down.longestGapMs, up.longestGapMs);
  return gapMs > longestGapMs ? `${gapMs} ms without a byte` : undefined;
}

function describe({ down, up, elapsedMs }: Exchanged): Params {
  return {
    elapsedMs,
    downGapMs: down.longestGapMs,
    downBytes: down.bytes,
    ...(up && { upGapMs: up.longestGapMs, upBytes: up.bytes }),
  };
}

function measurement(failure: string | undefined, params: Params): Measurement {
  return { value: failure === undefined ? 1 : 0, unit: 'exact', baseline: 1, failure, params };
}
