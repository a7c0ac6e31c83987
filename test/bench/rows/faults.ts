import { setTimeout as sleep } from 'node:timers/promises';
import { CHROMIUM_EXTENSION_URL } from '../../../dev/stack/chromium.ts';
import { ExtensionPage } from '../../../dev/stack/extension-page.ts';
import type { Chain } from '../chain.ts';
import { LOOPBACK } from '../link.ts';
import type { Measurement, Row, RowContext } from '../row.ts';
import { measureBlockedFronts } from './faults/blocked-fronts.ts';
import { bytesOf, describe, exchange, failureOf, middleMs, verdict } from './faults/checked.ts';
import { measureServerRestart } from './faults/server-restart.ts';

/** Longer than the cut, and than the first READ that meets it. */
const REST_MS = 30_000;
const RECOVERY_LIMIT_MS = 3_000;

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
    // Both ways together make twice as many: this strikes in the middle.
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
  { name: 'faults/blocked-fronts', measure: measureBlockedFronts },
];

async function measureFault(context: RowContext, row: FaultRow): Promise<Measurement> {
  const { fault, strike, restMs = 0, longestGapMs } = row;
  const bytes = bytesOf(context);
  const chain = await context.testbed.chain(LOOPBACK, { faults: fault ? [fault(bytes)] : [] });
  const striking = strike && sleep(middleMs(bytes)).then(() => strike(chain));
  const [exchanged] = await Promise.all([exchange(chain, bytes, restMs), striking]);
  // What a fault has left behind is not for the next row.
  await context.testbed.clear();
  const params = { bytesEachWay: bytes, restSeconds: restMs / 1000, ...describe(exchanged) };
  return verdict(failureOf(exchanged, longestGapMs), params);
}

async function terminateWorker({ stack }: Chain): Promise<void> {
  const target = await stack.browser.waitForTarget((one) => one.type() === 'service_worker');
  const worker = await target.worker();
  if (!worker) throw new Error('There is no service worker to terminate.');
  await worker.close();
}

/** The browser starts a worker again only for an event: here the popup asks it something. */
async function terminateAndWakeWorker(chain: Chain): Promise<void> {
  await terminateWorker(chain);
  await ExtensionPage.open(chain.stack.browser, CHROMIUM_EXTENSION_URL);
}
