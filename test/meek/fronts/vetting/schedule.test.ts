import { describe, expect, test } from 'vitest';
import { FrontFailure } from '../../../../src/meek/fronts/failure/front-failure.ts';
import { HealthBook } from '../../../../src/meek/fronts/health/health-book.ts';
import type { Candidate } from '../../../../src/meek/fronts/selector/candidate.ts';
import { vettingOrder } from '../../../../src/meek/fronts/vetting/order.ts';
import { remember } from '../../../../src/meek/fronts/vetting/remember.ts';
import { nextVetting } from '../../../../src/meek/fronts/vetting/schedule.ts';
import { seededRandom } from '../seeded-random.ts';

const START_MS = 1_800_000_000_000;
const HOUR_MS = 3_600_000;

/** Fronts are named `provider-n`. */
function setUp(...keys: string[]) {
  const candidates = keys.map((key) => ({ key, provider: key.split('-')[0] as string }));
  const time = { nowMs: START_MS };
  const context = {
    book: new HealthBook(),
    network: () => 'home',
    epochMs: () => time.nowMs,
    random: seededRandom(5),
  };
  const find = (key: string) => candidates.find((each) => each.key === key) as Candidate;
  return {
    time,
    candidates,
    context,
    works: (key: string) =>
      remember({ candidate: find(key), outcome: { report: { rttMs: 300 } } }, 'home', context),
    fails: (key: string) => {
      const failure = new FrontFailure('FRONT_TIMEOUT', '');
      remember({ candidate: find(key), outcome: { failure } }, 'home', context);
    },
  };
}

describe('the order of a vetting', () => {
  const keysOf = (candidates: Candidate[]) => candidates.map(({ key }) => key);
  const providersOf = (candidates: Candidate[]) => candidates.map(({ provider }) => provider);

  test('has providers take turns', () => {
    const { candidates, context } = setUp('a-1', 'a-2', 'a-3', 'b-1', 'b-2', 'c-1');
    const providers = providersOf(vettingOrder(candidates, context));
    expect(providers.slice(0, 3).sort()).toEqual(['a', 'b', 'c']);
    expect(providers.at(-1)).toBe('a');
  });

  test('begins with what worked, once that has expired', () => {
    const { candidates, context, works, time } = setUp('a-1', 'a-2', 'a-3', 'b-1', 'b-2');
    works('b-2');
    time.nowMs += 7 * HOUR_MS;
    expect(keysOf(vettingOrder(candidates, context))[0]).toBe('b-2');
  });

  test('leaves out what was verified lately and what cools down', () => {
    const { candidates, context, works, fails, time } = setUp('a-1', 'a-2', 'a-3');
    works('a-1');
    fails('a-2');
    expect(keysOf(vettingOrder(candidates, context))).toEqual(['a-3']);
    time.nowMs += 60_000;
    expect(keysOf(vettingOrder(candidates, context)).sort()).toEqual(['a-2', 'a-3']);
  });

  test('has all of them when a person asks, with what cools down last', () => {
    const { candidates, context, works, fails } = setUp('a-1', 'a-2', 'a-3');
    works('a-1');
    fails('a-2');
    const keys = keysOf(vettingOrder(candidates, context, true));
    expect(keys).toHaveLength(3);
    expect(keys.at(-1)).toBe('a-2');
  });
});

describe('the next vetting', () => {
  const SIX = ['a-1', 'a-2', 'a-3', 'b-1', 'b-2', 'b-3'];

  test('is soon while good fronts are few, and seldom after', () => {
    const { candidates, context, works } = setUp(...SIX, 'c-1', 'c-2');
    const urgent = nextVetting(candidates, context);
    expect(urgent.candidate).not.toBeNull();
    expect(urgent.inMs).toBeLessThanOrEqual(45_000);
    for (const key of SIX.slice(0, 4)) works(key);
    expect(nextVetting(candidates, context).inMs).toBeGreaterThanOrEqual(300_000);
  });

  test('is at no fixed interval', () => {
    const { candidates, context } = setUp(...SIX);
    const waits = Array.from({ length: 20 }, () => nextVetting(candidates, context).inMs);
    expect(new Set(waits).size).toBe(20);
    for (const wait of waits) {
      expect(wait).toBeGreaterThanOrEqual(15_000);
      expect(wait).toBeLessThanOrEqual(45_000);
    }
  });

  test('is none while six are good', () => {
    const { candidates, context, works } = setUp(...SIX, 'c-1');
    for (const key of SIX) works(key);
    expect(nextVetting(candidates, context).candidate).toBeNull();
  });

  test('is the oldest of those that are about to expire', () => {
    const { candidates, context, works, time } = setUp(...SIX, 'c-1');
    for (const key of SIX) {
      works(key);
      time.nowMs += 1_000;
    }
    time.nowMs = START_MS + 5 * HOUR_MS;
    expect(nextVetting(candidates, context).candidate?.key).toBe('a-1');
    works('a-1');
    expect(nextVetting(candidates, context).candidate?.key).toBe('a-2');
  });

  test('is a replacement for one that failed', () => {
    const { candidates, context, works, fails } = setUp(...SIX, 'c-1');
    for (const key of SIX) works(key);
    fails('a-1');
    expect(nextVetting(candidates, context).candidate?.key).toBe('c-1');
  });

  test('is of another provider when all good ones are of one', () => {
    const keys = ['a-1', 'a-2', 'a-3', 'a-4', 'a-5', 'a-6'];
    const { candidates, context, works } = setUp(...keys, 'a-7', 'b-1');
    for (const key of keys) works(key);
    expect(nextVetting(candidates, context).candidate?.key).toBe('b-1');
  });

  test('is none while all that is left cools down', () => {
    const { candidates, context, fails } = setUp('a-1', 'b-1');
    fails('a-1');
    fails('b-1');
    expect(nextVetting(candidates, context).candidate).toBeNull();
  });
});
