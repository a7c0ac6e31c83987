import { describe, expect, test, vi } from 'vitest';
import { type ChurnRates, DAILY_CHURN } from './churn-model.ts';
import { bestPolicy, type MakePolicy, randomPolicy, selectorPolicy } from './policies.ts';
import { simulateWeek } from './simulated-week.ts';

const SEEDS = [1, 2, 3];

/** A simulation takes a second; on a machine that is busy with others, many. */
vi.setConfig({ testTimeout: 60_000 });

const RATES: Record<string, ChurnRates> = {
  'a day': DAILY_CHURN,
  'six hours, providers blocked daily': {
    ...DAILY_CHURN,
    meanLifeHours: 6,
    meanHoursBetweenBlocks: 24,
  },
  'four days': { ...DAILY_CHURN, meanLifeHours: 96 },
  'a day, four of five alive': { ...DAILY_CHURN, aliveShare: 0.8 },
};

/** Over all seeds. */
function firstShare(makePolicy: MakePolicy, rates: ChurnRates): number {
  const shares = SEEDS.map((seed) => simulateWeek(makePolicy, rates, seed).firstShare);
  return shares.reduce((sum, share) => sum + share) / SEEDS.length;
}

describe('a week in which a front lives', () => {
  test.for(Object.entries(RATES))('%s: the selector beats both', ([name, rates]) => {
    const selector = firstShare(selectorPolicy, rates);
    const random = firstShare(randomPolicy, rates);
    const best = firstShare(bestPolicy, rates);
    const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
    console.log(
      `first attempts that work, fronts living ${name}: selector ${percent(selector)}, ` +
        `always the best ${percent(best)}, at random ${percent(random)}`,
    );
    expect(selector).toBeGreaterThan(best + 0.04);
    expect(selector).toBeGreaterThan(random + 0.2);
  });
});

test('the same seed gives the same week', () => {
  const week = () => simulateWeek(selectorPolicy, DAILY_CHURN, 7);
  expect(week()).toEqual(week());
});

test('what works at home is not what works at work: one record for both does worse', () => {
  const forgetsPlaces: MakePolicy = (context) =>
    selectorPolicy({ ...context, network: () => 'anywhere' });
  expect(firstShare(selectorPolicy, DAILY_CHURN)).toBeGreaterThan(
    firstShare(forgetsPlaces, DAILY_CHURN),
  );
});
