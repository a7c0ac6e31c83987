import { type FrontFailureCode, weightOf } from '../failure/front-failure.ts';

/** The first wait after a failure that may be over in a moment, and after one that stands, in ms. */
const FIRST_MS = { passing: 30_000, lasting: 10 * 60_000 } as const;

/** Blocks are lifted within days, seldom within hours: four tries a day find that out. */
export const LONGEST_COOL_DOWN_MS = 6 * 3_600_000;

/**
 * How long a front is left alone after its nth failure in a row, in ms: twice as long each time,
 * ±25 % so that many clients do not come back together.
 *
 * @param fraction evenly spread over [0, 1)
 */
export function coolDownMs(
  code: FrontFailureCode,
  failuresInARow: number,
  fraction: number,
): number {
  const weight = weightOf(code);
  if (weight === 'none') return 0;
  const grown = FIRST_MS[weight] * 2 ** Math.min(failuresInARow - 1, 16);
  return Math.min(
    Math.min(grown, LONGEST_COOL_DOWN_MS) * (0.75 + fraction / 2),
    LONGEST_COOL_DOWN_MS,
  );
}
