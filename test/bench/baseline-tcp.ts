import type { Path } from './path.ts';
import { mean } from './statistics.ts';
import { type Direction, measureThroughput } from './throughput.ts';

/**
 * Measures something between two halves of its baseline: plain TCP over the same path, by the same
 * programs. The machine may be slower or faster a minute later.
 */
export async function besidePlainTcp<T>(
  path: Path,
  direction: Direction,
  seconds: number,
  measure: () => Promise<T>,
): Promise<{ readonly measured: T; readonly plainBytesPerSecond: number }> {
  const plain = () => measureThroughput(path, path.direct, direction, seconds / 2);
  const before = await plain();
  const measured = await measure();
  const after = await plain();
  return {
    measured,
    plainBytesPerSecond: mean([before.bytesPerSecond, after.bytesPerSecond]),
  };
}
