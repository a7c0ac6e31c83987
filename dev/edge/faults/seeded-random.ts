import { createHash } from 'node:crypto';

/** A source of numbers from 0 up to 1 that are the same for the same seed. */
export function seededRandom(seed: number): () => number {
  let drawn = 0;
  return () => {
    const digest = createHash('sha256').update(`fault ${seed} ${drawn++}`).digest();
    return digest.readUInt32BE() / 2 ** 32;
  };
}
