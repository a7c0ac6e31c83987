import type { Throughput } from '../../background/throughput/history.ts';

/** One second is often nothing, and the next one twice as much. */
const MEAN_OF_S = 3;

/** So that a few bytes do not look like much; per second. */
const LOWEST_CEILING_BYTES = 10_000;

/** Bytes per second. */
export interface Rates {
  readonly sent: number;
  readonly received: number;
}

/** Of the last few seconds; null before the first one is over. */
export function currentRates({ sent, received }: Throughput): Rates | null {
  const counted = Math.min(MEAN_OF_S, sent.length);
  if (counted === 0) return null;
  const mean = (bytes: readonly number[]) =>
    bytes.slice(-counted).reduce((sum, each) => sum + each, 0) / counted;
  return { sent: mean(sent), received: mean(received) };
}

/** The most of one second, in bytes. */
export function peakOf({ sent, received }: Throughput): number {
  return Math.max(0, ...sent, ...received);
}

/** The least of 1, 2 and 5 times a power of ten that is not below `peak`: the top of the chart. */
export function ceilingOf(peak: number): number {
  const least = Math.max(peak, LOWEST_CEILING_BYTES);
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((times) => times * power).find((top) => top >= least) ?? least;
}
