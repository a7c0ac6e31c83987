import type { Attempt } from './attempts.ts';
import type { Downlink } from './downlink.ts';
import type { Patience } from './patience.ts';
import type { RouteMemory } from './route-memory.ts';

/** An answer that goes on for this long after it began was not held back on its way, in ms. */
export const STREAMING_EVIDENCE_MS = 250;

export interface Learning {
  readonly memory: RouteMemory;
  readonly downlink: Downlink;
  readonly patience: Patience;
}

/** What an exchange that is over has shown of its route. */
export function learnFrom(
  { exchange, read, post }: Attempt,
  failure: unknown,
  nowMs: number,
  { memory, downlink, patience }: Learning,
): void {
  const { key } = exchange.route;
  const { begunAtMs, startedAtMs, lastByteAtMs } = exchange;
  const ageMs = nowMs - startedAtMs;
  if (exchange.status === 413 && post) {
    return memory.bodyRefused(key, post.endOffset - post.offset);
  }
  if (!read || begunAtMs === undefined) return;
  const wasLate = begunAtMs - startedAtMs >= patience.floorMs;
  if (nowMs - begunAtMs >= STREAMING_EVIDENCE_MS) memory.streamed(key, true);
  else if (wasLate && !failure) memory.streamed(key, false);
  if (read.lingerMs === 0) return;
  if (!failure && ageMs >= read.holdMs / 2) memory.lasted(key);
  else if (downlink.countsOn(read)) {
    memory.cut(key, { ageMs, silenceMs: nowMs - lastByteAtMs });
  }
}
