import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { weightOf } from '../../../../src/meek/fronts/failure/front-failure.ts';
import { coolDownMs, LONGEST_COOL_DOWN_MS } from '../../../../src/meek/fronts/health/cool-down.ts';
import {
  afterFailure,
  afterSuccess,
  FrontHealth,
  failAt,
  isCooling,
  okAt,
  UNTRIED,
} from '../../../../src/meek/fronts/health/front-health.ts';

const NOW_MS = 1_800_000_000_000;
const HOUR_MS = 3_600_000;
const MIDDLE = 0.5;

const failed = (health: FrontHealth, atMs: number, code = 'FRONT_TIMEOUT' as const) =>
  afterFailure(health, atMs, code, MIDDLE);

describe('a success', () => {
  test('is remembered with its time and round trip, and half forgotten after twelve hours', () => {
    const health = afterSuccess(UNTRIED, NOW_MS, 300);
    expect(health).toMatchObject({ ok: 1, fail: 0, rttMs: 300, okAtMs: NOW_MS });
    expect(okAt(health, NOW_MS + 12 * HOUR_MS)).toBeCloseTo(0.5);
  });

  test('counts at most for five, so that an old name saves nobody', () => {
    let health = UNTRIED;
    for (let count = 0; count < 1000; count++) health = afterSuccess(health, NOW_MS, 300);
    expect(health.ok).toBeLessThanOrEqual(5);
    expect(v.is(FrontHealth, health)).toBe(true);
  });

  test('ends the cool-down and the row of failures', () => {
    const health = afterSuccess(failed(UNTRIED, NOW_MS), NOW_MS + 1, null);
    expect(health).toMatchObject({ failuresInARow: 0, rttMs: null });
    expect(isCooling(health, NOW_MS + 1)).toBe(false);
  });

  test('moves the round trip by a third of the way', () => {
    const health = afterSuccess(afterSuccess(UNTRIED, NOW_MS, 300), NOW_MS, 400);
    expect(health.rttMs).toBeCloseTo(330);
  });
});

describe('a failure', () => {
  test('cools the front down, twice as long each time, up to six hours', () => {
    let health = UNTRIED;
    let atMs = NOW_MS;
    const waits: number[] = [];
    for (let count = 0; count < 12; count++) {
      health = failed(health, atMs);
      waits.push(health.coolsUntilMs - atMs);
      atMs = health.coolsUntilMs;
    }
    expect(waits.slice(0, 4)).toEqual([30_000, 60_000, 120_000, 240_000]);
    expect(waits.at(-1)).toBe(LONGEST_COOL_DOWN_MS);
  });

  test('while it cools is one with the first: sixteen exchanges broke at once', () => {
    const first = failed(UNTRIED, NOW_MS);
    const second = failed(first, NOW_MS + 10);
    expect(second).toEqual({ ...first, failAtMs: NOW_MS + 10 });
  });

  test('that stands cools twenty times longer', () => {
    expect(coolDownMs('FRONT_CDN_REFUSED', 1, MIDDLE)).toBe(600_000);
  });

  test.each(['FRONT_OFFLINE', 'FRONT_TOKEN_REFUSED', 'FRONT_SERVER_BUSY'] as const)(
    '%s is not the front’s',
    (code) => {
      const health = afterFailure(UNTRIED, NOW_MS, code, MIDDLE);
      expect(weightOf(code)).toBe('none');
      expect(health).toMatchObject({
        fail: 0,
        failuresInARow: 0,
        coolsUntilMs: 0,
        lastFailure: code,
      });
    },
  );

  test('is half forgotten after four hours', () => {
    expect(failAt(failed(UNTRIED, NOW_MS), NOW_MS + 4 * HOUR_MS)).toBeCloseTo(0.5);
  });
});

test.each([0, 0.999_999])(
  'jitter of %d stays within a quarter, and within the longest',
  (fraction) => {
    const wait = coolDownMs('FRONT_TIMEOUT', 1, fraction);
    expect(wait).toBeGreaterThanOrEqual(22_500);
    expect(wait).toBeLessThanOrEqual(37_500);
    expect(coolDownMs('FRONT_TIMEOUT', 10_000, fraction)).toBeLessThanOrEqual(LONGEST_COOL_DOWN_MS);
  },
);

describe('a clock that was set back', () => {
  test('by a year does not leave fronts cooling for a year', () => {
    expect(isCooling(failed(UNTRIED, NOW_MS), NOW_MS - 365 * 24 * HOUR_MS)).toBe(false);
  });

  test('makes nothing count more than it did', () => {
    expect(okAt(afterSuccess(UNTRIED, NOW_MS, 300), NOW_MS - HOUR_MS)).toBe(1);
  });
});
