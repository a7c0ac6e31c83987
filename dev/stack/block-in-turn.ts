import { setTimeout as sleep } from 'node:timers/promises';
import type { Block } from '../edge/faults/front-blocks.ts';
import type { LocalStack } from './local-stack.ts';

const POLL_MS = 20;
/** A front is in use once it has answered with more bytes than a hedge asks for. */
const IN_USE_BYTES = 70_000;

/** How one front was blocked, and what followed. */
export interface Struck {
  readonly block: Block;
  readonly front: string;
  /** Until another front was asked for what it then brought, in ms. */
  readonly movedAfterMs: number;
}

/** The traffic has not moved to another front. */
export class StuckError extends Error {
  override readonly name = 'StuckError';
  readonly code = 'STUCK';
}

/**
 * Blocks the front in use, and once the traffic has moved the next one, each in another way. There
 * must be much traffic from the server all the time, and more fronts than ways.
 *
 * @param restMs how long each front is used before it is blocked
 * @param limitMs how long the traffic may take to move
 */
export async function blockInTurn(
  stack: Pick<LocalStack, 'sightings' | 'edgeCommands'>,
  blocks: readonly Block[],
  { restMs, limitMs }: { readonly restMs: number; readonly limitMs: number },
): Promise<Struck[]> {
  const struck: Struck[] = [];
  const blocked = new Set<string>();
  for (const block of blocks) {
    await sleep(restMs);
    const { front } = await untilInUse(stack, blocked, { sinceMs: Date.now() - restMs, limitMs });
    const struckAtMs = Date.now();
    await stack.edgeCommands.block(block, front);
    blocked.add(front);
    const { atMs } = await untilInUse(stack, blocked, { sinceMs: struckAtMs, limitMs });
    struck.push({ block, front, movedAfterMs: atMs - struckAtMs });
  }
  return struck;
}

interface InUse {
  readonly front: string;
  readonly atMs: number;
}

/** The front, not one of those, that has brought enough, and when it was asked for that. */
async function untilInUse(
  { sightings }: Pick<LocalStack, 'sightings'>,
  blocked: ReadonlySet<string>,
  { sinceMs, limitMs }: { readonly sinceMs: number; readonly limitMs: number },
): Promise<InUse> {
  for (const untilMs = Date.now() + limitMs; Date.now() < untilMs; await sleep(POLL_MS)) {
    for (const { atMs, sni, responseBytes } of sightings) {
      if (atMs < sinceMs || !sni || blocked.has(sni)) continue;
      if (responseBytes >= IN_USE_BYTES) return { front: sni, atMs };
    }
  }
  throw new StuckError(`No other front than ${[...blocked]} was in use after ${limitMs} ms.`);
}
