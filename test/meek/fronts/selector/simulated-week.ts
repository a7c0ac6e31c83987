import { seededRandom } from '../seeded-random.ts';
import { type ChurnRates, SimulatedNetwork } from './churn-model.ts';
import type { MakePolicy } from './policies.ts';

const MINUTE_MS = 60_000;
const WEEK_MINUTES = 7 * 24 * 60;

/** Attempts through different fronts that one exchange may make: those of a start's race. */
const MOST_ATTEMPTS = 4;

export interface WeekResult {
  /** Exchanges whose first attempt worked, of all. */
  readonly firstShare: number;
  /** Exchanges that worked within four attempts, of all. */
  readonly share: number;
  /** From the beginning of an exchange to its answer, or to giving up, on average, in ms. */
  readonly meanMs: number;
}

/** A week of one exchange every two minutes, from eight to midnight; at work on five days from nine to five. */
export function simulateWeek(makePolicy: MakePolicy, rates: ChurnRates, seed: number): WeekResult {
  const worldRandom = seededRandom(seed);
  const networks = new Map(
    ['home', 'work'].map((name) => [name, new SimulatedNetwork(rates, worldRandom)]),
  );
  const home = networks.get('home') as SimulatedNetwork;
  const attemptRandom = seededRandom(seed + 1_000);
  let nowMs = 0;
  let place = 'home';
  const policy = makePolicy({
    candidates: home.candidates,
    network: () => place,
    nowMs: () => nowMs,
    random: seededRandom(seed + 2_000),
  });
  const sum = { exchanges: 0, first: 0, worked: 0, ms: 0 };
  for (let minute = 0; minute < WEEK_MINUTES; minute += 2) {
    const hour = Math.floor(minute / 60) % 24;
    if (hour < 8) continue;
    place = minute < 5 * 24 * 60 && hour >= 9 && hour < 17 ? 'work' : 'home';
    nowMs = minute * MINUTE_MS;
    const startedMs = nowMs;
    const tried = new Set<string>();
    sum.exchanges += 1;
    while (tried.size < MOST_ATTEMPTS) {
      const candidate = policy.choose(tried);
      const network = networks.get(place) as SimulatedNetwork;
      const outcome = network.attempt(candidate, nowMs, attemptRandom);
      nowMs += outcome.tookMs;
      policy.learn(candidate, outcome);
      tried.add(candidate.key);
      if (outcome.kind === 'failed') continue;
      sum.worked += 1;
      if (tried.size === 1) sum.first += 1;
      break;
    }
    sum.ms += nowMs - startedMs;
  }
  return {
    firstShare: sum.first / sum.exchanges,
    share: sum.worked / sum.exchanges,
    meanMs: sum.ms / sum.exchanges,
  };
}
