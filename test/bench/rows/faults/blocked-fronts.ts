import { BLOCKS } from '../../../../dev/edge/faults/front-blocks.ts';
import { blockInTurn } from '../../../../dev/stack/block-in-turn.ts';
import { LOOPBACK } from '../../link.ts';
import type { Measurement, RowContext } from '../../row.ts';
import { bytesOf, describe, exchange, failureOf, verdict } from './checked.ts';

/** Until another front is in use, and between two blocks, in ms. */
const REQUIRED_MS = 3_000;
const MOVE_LIMIT_MS = 30_000;

/** One that lives, and one to be blocked in each way. */
const FRONTS = [...BLOCKS, 'alive'].map((_, index) => `cdn-${index}.example`);

/** The fronts in use are blocked one after another, each in another way, amid a transfer. */
export async function measureBlockedFronts(context: RowContext): Promise<Measurement> {
  // It must go on until the last one has been left.
  const bytes = 2 * bytesOf(context);
  const options = { fronts: FRONTS, blocks: [], keepSightings: true };
  const chain = await context.testbed.chain(LOOPBACK, options);
  try {
    const [exchanged] = await Promise.all([
      exchange(chain, bytes),
      blockInTurn(chain.stack, BLOCKS, { restMs: REQUIRED_MS, limitMs: MOVE_LIMIT_MS }),
    ]);
    return verdict(failureOf(exchanged, REQUIRED_MS), {
      ...{ bytesEachWay: bytes, ...describe(exchanged) },
      blocks: BLOCKS.join(', '),
    });
  } finally {
    await context.testbed.clear();
  }
}
