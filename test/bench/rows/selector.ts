import { HealthBook } from '../../../src/meek/fronts/health/health-book.ts';
import { FrontSelector } from '../../../src/meek/fronts/selector/selector.ts';
import { seededRandom } from '../../meek/fronts/seeded-random.ts';
import { DAILY_CHURN } from '../../meek/fronts/selector/churn-model.ts';
import {
  bestPolicy,
  type MakePolicy,
  randomPolicy,
  selectorPolicy,
} from '../../meek/fronts/selector/policies.ts';
import { simulateWeek } from '../../meek/fronts/selector/simulated-week.ts';
import type { Row } from '../row.ts';

const FRONTS = 2_000;
const CHOICES = 500;
const SEEDS = [1, 2, 3, 4, 5];

/** The choice of fronts: what it costs, and what it gains in a simulated week. */
export const selectorRows: readonly Row[] = [
  {
    name: 'selector-choose',
    async measure() {
      const selector = selectorOf(FRONTS);
      const times = Array.from({ length: CHOICES }, () => {
        const beganMs = performance.now();
        selector.choose();
        return performance.now() - beganMs;
      }).sort((a, b) => a - b);
      const at = (share: number) => times[Math.floor(share * CHOICES)] as number;
      return { value: at(0.5), unit: 'ms', params: { fronts: FRONTS, p99: at(0.99) } };
    },
  },
  {
    name: 'selector-week',
    async measure() {
      const params = { seeds: SEEDS.length, atRandom: firstShare(randomPolicy) };
      const baseline = firstShare(bestPolicy);
      return { value: firstShare(selectorPolicy), unit: '% at once', baseline, params };
    },
  },
];

/** Every front was tried on this network and on another, and a tenth of them works. */
function selectorOf(count: number): FrontSelector<{ key: string; provider: string }> {
  const random = seededRandom(1);
  const nowMs = Date.now();
  const book = new HealthBook();
  const fronts = Array.from({ length: count }, (_, index) => ({
    key: `front-${index}.example`,
    provider: `provider-${index % 3}`,
  }));
  for (const network of ['work', 'home']) {
    for (const front of fronts) {
      if (random.fraction() < 0.1) book.on(network).succeeded(front, nowMs, 300);
      else book.on(network).failed(front, nowMs, 'FRONT_TIMEOUT', random.fraction());
    }
  }
  return new FrontSelector(fronts, { book, network: () => 'home', epochMs: () => nowMs, random });
}

/** Exchanges whose first attempt works, in %. */
function firstShare(makePolicy: MakePolicy): number {
  const weeks = SEEDS.map((seed) => simulateWeek(makePolicy, DAILY_CHURN, seed));
  return (100 * weeks.reduce((sum, week) => sum + week.firstShare, 0)) / SEEDS.length;
}
