import type { Random } from '../../../random.ts';
import type { Pattern } from './pattern.ts';

/**
 * Up to `limit` different texts of a pattern: all of a small one, else a random choice, so that
 * people who share a list do not all use the same addresses of it.
 */
export function sample(pattern: Pattern, limit: number, random: Random): string[] {
  if (pattern.size <= BigInt(limit)) {
    const all = Array.from({ length: Number(pattern.size) }, (_, index) =>
      pattern.at(BigInt(index)),
    );
    return [...new Set(all)];
  }
  const taken = new Set<string>();
  // Twice as many tries: two may hit the same text.
  for (let tries = 0; tries < 2 * limit && taken.size < limit; tries += 1) {
    taken.add(pattern.at(randomBelow(pattern.size, random)));
  }
  return [...taken];
}

/** Bits beyond those of the bound make what the remainder favours too small to matter. */
function randomBelow(bound: bigint, random: Random): bigint {
  const length = Math.ceil(bound.toString(16).length / 2) + 8;
  return random.bytes(length).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n) % bound;
}
