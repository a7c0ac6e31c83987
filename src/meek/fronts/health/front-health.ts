import * as v from 'valibot';
import { FrontFailureCode, weightOf } from '../failure/front-failure.ts';
import { coolDownMs, LONGEST_COOL_DOWN_MS } from './cool-down.ts';

/** Lantern trusts a front that worked for 6 to 24 hours: after 12 it counts half. */
const OK_HALF_LIFE_MS = 12 * 3_600_000;

/** Fronts come back, and a cool-down already keeps away from them; next morning little is left. */
const FAIL_HALF_LIFE_MS = 4 * 3_600_000;

/** Each observation takes so much from those before it, so that five successes are all that count. */
const MEMORY = 0.8;

/** Of a new round trip, so much enters the average: the last five matter. */
const RTT_SHARE = 0.3;

const LARGEST_WEIGHT = 1 / (1 - MEMORY);

/** Milliseconds since 1970: records outlive the process, so they need a clock that does. */
const EpochMs = v.pipe(v.number(), v.finite(), v.minValue(0));
const Weight = v.pipe(v.number(), v.minValue(0), v.maxValue(LARGEST_WEIGHT));

/** What use has shown of one front on one network. A plain record, never changed in place. */
export const FrontHealth = v.object({
  /** Successes and failures, newer ones counting more, as of `atMs`. */
  ok: Weight,
  fail: Weight,
  atMs: EpochMs,
  /** From request to answer, averaged, in ms. */
  rttMs: v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(3_600_000))),
  okAtMs: v.nullable(EpochMs),
  failAtMs: v.nullable(EpochMs),
  lastFailure: v.nullable(FrontFailureCode),
  failuresInARow: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** Not to be used before, while there is another; 0: at once. */
  coolsUntilMs: EpochMs,
});
export type FrontHealth = v.InferOutput<typeof FrontHealth>;

export const UNTRIED: FrontHealth = {
  ok: 0,
  fail: 0,
  atMs: 0,
  rttMs: null,
  okAtMs: null,
  failAtMs: null,
  lastFailure: null,
  failuresInARow: 0,
  coolsUntilMs: 0,
};

/** @param rttMs null where the answer tells nothing of the path's round trip */
export function afterSuccess(
  health: FrontHealth,
  nowMs: number,
  rttMs: number | null,
): FrontHealth {
  const known = health.rttMs;
  return {
    ...observed(health, nowMs),
    ok: MEMORY * okAt(health, nowMs) + 1,
    rttMs:
      rttMs === null || known === null ? (rttMs ?? known) : known + RTT_SHARE * (rttMs - known),
    okAtMs: nowMs,
    failuresInARow: 0,
    coolsUntilMs: 0,
  };
}

/**
 * A failure of the front's own. While it cools down others may come in of exchanges that were
 * under way: they are one failure with the first.
 *
 * @param fraction evenly spread over [0, 1), for the cool-down's jitter
 */
export function afterFailure(
  health: FrontHealth,
  nowMs: number,
  code: FrontFailureCode,
  fraction: number,
): FrontHealth {
  const last = { lastFailure: code, failAtMs: nowMs };
  if (weightOf(code) === 'none' || isCooling(health, nowMs)) return { ...health, ...last };
  const failuresInARow = health.failuresInARow + 1;
  return {
    ...observed(health, nowMs),
    ...last,
    fail: MEMORY * failAt(health, nowMs) + 1,
    failuresInARow,
    coolsUntilMs: nowMs + coolDownMs(code, failuresInARow, fraction),
  };
}

/** A cool-down that ends later than any can is of a clock that was set back since: it is over. */
export function isCooling({ coolsUntilMs }: FrontHealth, nowMs: number): boolean {
  return nowMs < coolsUntilMs && coolsUntilMs - nowMs <= LONGEST_COOL_DOWN_MS;
}

/** What the successes still count. */
export function okAt({ ok, atMs }: FrontHealth, nowMs: number): number {
  return ok === 0 ? 0 : ok * decay(nowMs - atMs, OK_HALF_LIFE_MS);
}

export function failAt({ fail, atMs }: FrontHealth, nowMs: number): number {
  return fail === 0 ? 0 : fail * decay(nowMs - atMs, FAIL_HALF_LIFE_MS);
}

/** What is left of 1 after so long; a clock that was set back makes nothing count more. */
export function decay(elapsedMs: number, halfLifeMs: number): number {
  return 2 ** (-Math.max(0, elapsedMs) / halfLifeMs);
}

function observed(health: FrontHealth, nowMs: number): FrontHealth {
  const ok = MEMORY * okAt(health, nowMs);
  const fail = MEMORY * failAt(health, nowMs);
  return { ...health, ok, fail, atMs: nowMs };
}
