import type { Random } from '../../random.ts';

const HOUR_MS = 60 * 60 * 1_000;

/** A good list is asked for again after 12 to 24 hours: nobody is to see a rhythm. */
const REFRESH_MS = 12 * HOUR_MS;

/** One that could not be had, after one to two. */
const RETRY_MS = HOUR_MS;

/** One that is overdue when the tunnel has come up, after 20 to 40 seconds. */
const SOON_MS = 20_000;

export function refreshDelayMs(random: Random): number {
  return spread(REFRESH_MS, random);
}

export function retryDelayMs(random: Random): number {
  return spread(RETRY_MS, random);
}

export function soonDelayMs(random: Random): number {
  return spread(SOON_MS, random);
}

/** From once to twice as much. */
function spread(leastMs: number, random: Random): number {
  return Math.round(leastMs * (1 + random.fraction()));
}
