import { setTimeout as sleep } from 'node:timers/promises';
import type { Block } from '../edge/faults/front-blocks.ts';
import type { LocalStack } from './local-stack.ts';

const POLL_MS = 20;
/** What a front has carried for so long tells whether it is in use. */
const LATELY_MS = 1_000;

/** How one front was blocked. */
export interface Struck {
  readonly block: Block;
  readonly front: string;
}

/** The traffic has not moved to another front. */
export class StuckError extends Error {
  override readonly name = 'StuckError';
  readonly code = 'STUCK';
}

/**
 * Blocks the front in use, and after a while the one that is in use then, each in another way.
 * There must be traffic all the time, and more fronts than ways.
 *
 * @param restMs how long it waits before each: time enough for the traffic to move, or hedges
 * would be taken for it
 * @param limitMs how long the traffic may take to move after that
 */
export async function blockInTurn(
  stack: Pick<LocalStack, 'sightings' | 'edgeCommands'>,
  blocks: readonly Block[],
  { restMs, limitMs }: { readonly restMs: number; readonly limitMs: number },
): Promise<Struck[]> {
  const struck: Struck[] = [];
  for (const block of blocks) {
    await sleep(restMs);
    const blocked = new Set(struck.map(({ front }) => front));
    const front = await untilInUse(stack, blocked, limitMs);
    await stack.edgeCommands.block(block, front);
    struck.push({ block, front });
  }
  await sleep(restMs);
  await untilInUse(stack, new Set(struck.map(({ front }) => front)), limitMs);
  return struck;
}

/** The front, not one of those, that has carried the most lately. */
async function untilInUse(
  { sightings }: Pick<LocalStack, 'sightings'>,
  blocked: ReadonlySet<string>,
  limitMs: number,
): Promise<string> {
  for (const untilMs = Date.now() + limitMs; Date.now() < untilMs; await sleep(POLL_MS)) {
    const sinceMs = Date.now() - LATELY_MS;
    const carried = new Map<string, number>();
    for (const { atMs, sni, requestBytes, responseBytes } of sightings) {
      if (atMs < sinceMs || !sni || blocked.has(sni)) continue;
      carried.set(sni, (carried.get(sni) ?? 0) + requestBytes + responseBytes);
    }
    const [most] = [...carried].sort(([, a], [, b]) => b - a);
    if (most) return most[0];
  }
  throw new StuckError(`No other front than ${[...blocked]} was in use after ${limitMs} ms.`);
}
