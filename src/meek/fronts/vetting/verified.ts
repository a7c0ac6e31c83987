import type { FrontHealth } from '../health/front-health.ts';

/** As long as Lantern's scanner trusts a front that it has seen work, in ms. */
export const VERIFIED_FOR_MS = 6 * 3_600_000;

/** The front has worked lately, and not failed by its own fault since. */
export function isVerified({ okAtMs, failuresInARow }: FrontHealth, nowMs: number): boolean {
  return okAtMs !== null && failuresInARow === 0 && Math.abs(nowMs - okAtMs) < VERIFIED_FOR_MS;
}
