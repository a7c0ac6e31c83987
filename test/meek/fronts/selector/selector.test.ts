import { describe, expect, test } from 'vitest';
import { HealthBook } from '../../../../src/meek/fronts/health/health-book.ts';
import type { Candidate } from '../../../../src/meek/fronts/selector/candidate.ts';
import { FrontSelector } from '../../../../src/meek/fronts/selector/selector.ts';
import { seededRandom } from '../seeded-random.ts';

const START_MS = 1_800_000_000_000;

const named = (...names: string[]): Candidate[] =>
  names.map((key) => ({ key, provider: key.split('-')[0] as string }));

/** Fronts are named `provider-n`. */
function setUp(candidates: readonly Candidate[]) {
  const book = new HealthBook();
  const place = { network: 'home', nowMs: START_MS };
  const selector = new FrontSelector(candidates, {
    book,
    network: () => place.network,
    epochMs: () => place.nowMs,
    random: seededRandom(3),
  });
  const find = (key: string) => candidates.find((candidate) => candidate.key === key) as Candidate;
  const works = (key: string, rttMs = 300) =>
    book.on(place.network).succeeded(find(key), place.nowMs, rttMs);
  const fails = (key: string) =>
    book.on(place.network).failed(find(key), place.nowMs, 'FRONT_TIMEOUT', 0.5);
  /** How often each is chosen of a thousand times. */
  const tally = (tried?: Set<string>) => {
    const counts: Record<string, number> = {};
    for (let count = 0; count < 1000; count++) {
      const { key } = selector.choose(tried);
      counts[key] = (counts[key] ?? 0) + 1;
    }
    return counts;
  };
  return { book, place, selector, works, fails, tally };
}

test('nothing to choose from is refused', () => {
  expect(() => setUp([])).toThrow(RangeError);
});

describe('choosing', () => {
  test('among unknown fronts is by chance', () => {
    const { tally } = setUp(named('a-1', 'a-2', 'b-1', 'b-2'));
    for (const count of Object.values(tally())) expect(count).toBeGreaterThan(150);
  });

  test('prefers what worked to what is unknown, exploring now and then', () => {
    const { works, tally } = setUp(named('a-1', 'a-2', 'b-1', 'b-2'));
    works('a-2');
    expect(tally()['a-2']).toBeGreaterThan(850);
    expect(tally()['a-2']).toBeLessThan(1000);
  });

  test('explores the less, the more spares are known', () => {
    const { works, tally } = setUp(named('a-1', 'a-2', 'a-3', 'a-4', 'a-5', 'b-1'));
    for (const key of ['a-1', 'a-2', 'a-3', 'a-4', 'a-5']) works(key);
    expect(tally()['b-1'] ?? 0).toBeLessThan(30);
  });

  test('prefers the faster of two that work', () => {
    const { works, tally } = setUp(named('a-1', 'b-1'));
    works('a-1', 900);
    works('b-1', 200);
    expect(tally()['b-1']).toBeGreaterThan(900);
  });

  test('leaves a failed front alone until it has cooled down', () => {
    const { works, fails, tally, place } = setUp(named('a-1', 'a-2'));
    for (let count = 0; count < 5; count++) works('a-1');
    fails('a-1');
    expect(tally()).toEqual({ 'a-2': 1000 });
    place.nowMs += 40_000;
    expect(tally()['a-1']).toBeGreaterThan(500);
  });

  test('takes the one that has cooled the longest when all of them cool', () => {
    const { fails, tally, place, selector } = setUp(named('a-1', 'b-1'));
    fails('a-1');
    place.nowMs += 5_000;
    fails('b-1');
    expect(tally()).toEqual({ 'a-1': 1000 });
    expect(selector.readyAtMs()).toBe(START_MS + 30_000);
  });

  test('is ready at once while one does not cool', () => {
    const { fails, selector } = setUp(named('a-1', 'b-1'));
    fails('a-1');
    expect(selector.readyAtMs()).toBe(START_MS);
  });
});

describe('after a failure', () => {
  test('the front that was tried is not chosen while there is another', () => {
    const { works, tally } = setUp(named('a-1', 'a-2'));
    works('a-1');
    expect(tally(new Set(['a-1']))).toEqual({ 'a-2': 1000 });
    expect(Object.keys(tally(new Set(['a-1', 'a-2'])))).toContain('a-1');
  });

  test('another provider is preferred to a sibling that is otherwise as good', () => {
    const { works, tally } = setUp(named('a-1', 'a-2', 'b-1'));
    for (const key of ['a-1', 'a-2', 'b-1']) works(key);
    expect(tally(new Set(['a-1']))['b-1']).toBeGreaterThan(900);
  });

  test('of three good fronts of a provider, its fourth gives way to a slower provider', () => {
    const { works, fails, tally } = setUp(named('a-1', 'a-2', 'a-3', 'a-4', 'b-1'));
    for (let count = 0; count < 5; count++) {
      for (const key of ['a-1', 'a-2', 'a-3', 'a-4']) works(key, 200);
      works('b-1', 900);
    }
    expect(tally()['b-1'] ?? 0).toBeLessThan(50);
    for (const key of ['a-1', 'a-2', 'a-3']) fails(key);
    expect(tally()['b-1']).toBeGreaterThan(900);
  });
});

describe('another network', () => {
  test('starts with a hint of what worked elsewhere', () => {
    const { works, tally, place } = setUp(named('a-1', 'b-1', 'c-1'));
    works('b-1');
    place.network = 'work';
    expect(tally()['b-1']).toBeGreaterThan(800);
  });

  test('has its own cool-downs', () => {
    const { works, fails, tally, place } = setUp(named('a-1', 'b-1'));
    works('a-1');
    place.network = 'work';
    fails('a-1');
    expect(tally()).toEqual({ 'b-1': 1000 });
    place.network = 'home';
    expect(tally()['a-1']).toBeGreaterThan(800);
  });
});

describe('a race’s line', () => {
  const providersOf = (line: Candidate[]) => line.map(({ provider }) => provider).sort();

  test('has four providers where there are four', () => {
    const { selector, works } = setUp(named('a-1', 'a-2', 'a-3', 'a-4', 'b-1', 'c-1', 'd-1'));
    for (const key of ['a-1', 'a-2', 'a-3', 'a-4']) works(key);
    expect(providersOf(selector.lineUp(4))).toEqual(['a', 'b', 'c', 'd']);
  });

  test('begins with the best, and shares its places between two providers', () => {
    const { selector, works } = setUp(named('a-1', 'a-2', 'a-3', 'b-1', 'b-2', 'b-3'));
    works('b-2');
    const line = selector.lineUp(4);
    expect(line[0]?.key).toBe('b-2');
    expect(providersOf(line)).toEqual(['a', 'a', 'b', 'b']);
  });

  test('is never of one provider when there is another, even if that one cools down', () => {
    const { selector, fails } = setUp(named('a-1', 'a-2', 'a-3', 'a-4', 'b-1'));
    fails('b-1');
    expect(providersOf(selector.lineUp(4))).toEqual(['a', 'a', 'a', 'b']);
  });

  test('gives its last place to a front that is unknown', () => {
    const { selector, works } = setUp(named('a-1', 'a-2', 'a-3', 'a-4', 'a-5'));
    for (const key of ['a-1', 'a-2', 'a-3', 'a-4']) works(key);
    expect(selector.lineUp(3).map(({ key }) => key)).toContain('a-5');
  });

  test('has no front twice, and no more than there are', () => {
    const { selector } = setUp(named('a-1', 'b-1', 'b-2'));
    expect(new Set(selector.lineUp(4)).size).toBe(3);
  });

  test('of one is the best', () => {
    const { selector, works } = setUp(named('a-1', 'b-1', 'b-2'));
    works('b-2');
    expect(selector.lineUp(1).map(({ key }) => key)).toEqual(['b-2']);
  });
});
