import type { FrontFailureCode } from '../../../../src/meek/fronts/failure/front-failure.ts';
import type { Candidate } from '../../../../src/meek/fronts/selector/candidate.ts';
import type { Random } from '../../../../src/meek/random.ts';

const HOUR_MS = 3_600_000;

/**
 * How fronts live and die, as alternating exponential times: alive, dead, alive again.
 *
 * Nobody has published such rates; these are set so that what is known holds in them. A tenth of
 * a list works (the project's own requirement: 300 fronts, 30 alive). “Fronts die daily”: one
 * lives a day on average, which is how long Lantern's domainfront keeps one that worked, and four
 * times as long as its scanner does before it asks again. Providers are those of Lantern's list,
 * in its proportions. A whole provider is blocked now and then for hours, as at a time of unrest.
 * Of what goes through a living front 3 % fails, as on a bad mobile network.
 */
export interface ChurnRates {
  readonly fronts: number;
  /** Of all fronts at any time, with no provider blocked. */
  readonly aliveShare: number;
  readonly meanLifeHours: number;
  readonly meanHoursBetweenBlocks: number;
  readonly meanBlockHours: number;
  readonly lossShare: number;
}

export const DAILY_CHURN: ChurnRates = {
  fronts: 300,
  aliveShare: 0.1,
  meanLifeHours: 24,
  meanHoursBetweenBlocks: 72,
  meanBlockHours: 6,
  lossShare: 0.03,
};

/** Cumulative: akamai 986, cloudfront 1000, aliyun 97 of 2083. */
const PROVIDERS = [
  ['akamai', 0.473],
  ['cloudfront', 0.953],
  ['aliyun', 1],
] as const;

/** How the dead fail, cumulative, and how long that takes, in ms. */
const DEATHS: readonly (readonly [share: number, FrontFailureCode, tookMs: number])[] = [
  [0.6, 'FRONT_TIMEOUT', 3_000],
  [0.85, 'FRONT_TLS_RESET', 200],
  [1, 'FRONT_CDN_REFUSED', 300],
];

/** Something that is alternately on and off, for exponential times. */
class Alternation {
  #isOn: boolean;
  #untilMs = 0;
  readonly #meanMs: { on: number; off: number };
  readonly #random: Random;

  constructor(meanMs: { on: number; off: number }, random: Random) {
    this.#meanMs = meanMs;
    this.#random = random;
    this.#isOn = random.fraction() < meanMs.on / (meanMs.on + meanMs.off);
    this.#untilMs = this.#draw();
  }

  /** Time only goes on. */
  isOnAt(nowMs: number): boolean {
    while (this.#untilMs <= nowMs) {
      this.#isOn = !this.#isOn;
      this.#untilMs += this.#draw();
    }
    return this.#isOn;
  }

  #draw(): number {
    const mean = this.#isOn ? this.#meanMs.on : this.#meanMs.off;
    return -mean * Math.log(1 - this.#random.fraction());
  }
}

export type Outcome =
  | { readonly kind: 'ok'; readonly tookMs: number }
  | { readonly kind: 'failed'; readonly tookMs: number; readonly code: FrontFailureCode };

interface SimulatedFront {
  readonly life: Alternation;
  readonly rttMs: number;
  readonly death: readonly [share: number, FrontFailureCode, tookMs: number];
}

/** The fronts as they are seen from one network. Everything follows from the random sequence. */
export class SimulatedNetwork {
  readonly candidates: readonly Candidate[];
  readonly #fronts = new Map<string, SimulatedFront>();
  readonly #providers = new Map<string, Alternation>();
  readonly #rates: ChurnRates;

  constructor(rates: ChurnRates, random: Random) {
    this.#rates = rates;
    const { aliveShare, meanLifeHours, meanHoursBetweenBlocks, meanBlockHours } = rates;
    const life = {
      on: meanLifeHours * HOUR_MS,
      off: (meanLifeHours * HOUR_MS * (1 - aliveShare)) / aliveShare,
    };
    const access = { on: meanHoursBetweenBlocks * HOUR_MS, off: meanBlockHours * HOUR_MS };
    for (const [provider] of PROVIDERS)
      this.#providers.set(provider, new Alternation(access, random));
    this.candidates = Array.from({ length: rates.fronts }, (_, index) => {
      const key = `front-${index}`;
      this.#fronts.set(key, {
        life: new Alternation(life, random),
        rttMs: 150 + 650 * random.fraction() ** 2,
        death: cumulative(DEATHS, ([share]) => share, random),
      });
      // Not by chance, so that two networks show the same list.
      const place = (index * 0.618_034) % 1;
      const [provider] = PROVIDERS.find(([, share]) => place < share) ?? PROVIDERS[0];
      return { key, provider };
    });
  }

  isAlive({ key, provider }: Candidate, nowMs: number): boolean {
    const isReachable = this.#providers.get(provider)?.isOnAt(nowMs) ?? false;
    return (this.#fronts.get(key)?.life.isOnAt(nowMs) ?? false) && isReachable;
  }

  /** What comes of one exchange through the front. */
  attempt(candidate: Candidate, nowMs: number, random: Random): Outcome {
    const front = this.#fronts.get(candidate.key);
    if (!front) throw new RangeError(`There is no ${candidate.key}.`);
    const luck = random.fraction();
    const rttMs = front.rttMs * (0.8 + 0.6 * random.fraction() ** 3);
    if (!this.isAlive(candidate, nowMs)) {
      const [, code, tookMs] = front.death;
      return { kind: 'failed', code, tookMs };
    }
    if (luck < this.#rates.lossShare) {
      return { kind: 'failed', code: 'FRONT_ANSWER_CUT', tookMs: 1_500 };
    }
    return { kind: 'ok', tookMs: rttMs };
  }
}

function cumulative<T>(items: readonly T[], shareOf: (item: T) => number, random: Random): T {
  const place = random.fraction();
  return items.find((item) => place < shareOf(item)) ?? (items.at(-1) as T);
}
