import type { Random } from '../../random.ts';
import type { HealthBook } from '../health/health-book.ts';
import type { Candidate } from './candidate.ts';
import { inTurns } from './diverse.ts';
import { type Estimate, estimateAll, expectedCostMs } from './estimate.ts';

/**
 * How often a choice goes to a front that is not the best, while no other is known to work. With
 * each that is known it is half as often: spares are what exploring is for.
 */
const EXPLORATION = 0.1;

/** From this chance on, a front is a spare. */
const SPARE_CHANCE = 0.5;

/** What a failed attempt takes from the chances of the provider's others in the same exchange. */
const SIBLING_FACTOR = 0.6;

/** Fronts that are as good as each other take turns by chance: costs differ by up to so much. */
const JITTER = 0.1;

export interface SelectorContext {
  readonly book: HealthBook;
  /** Whatever names the network that this machine is on. */
  readonly network: () => string;
  /** Milliseconds since 1970. */
  readonly epochMs: () => number;
  readonly random: Random;
}

const NONE: ReadonlySet<string> = new Set();

/** Chooses among fronts by what is expected of them on this network. Keeps nothing itself. */
export class FrontSelector<C extends Candidate> {
  readonly #candidates: readonly C[];
  readonly #context: SelectorContext;

  /** @throws RangeError without candidates */
  constructor(candidates: readonly C[], context: SelectorContext) {
    if (candidates.length === 0) throw new RangeError('There is no front to choose from.');
    this.#candidates = candidates;
    this.#context = context;
  }

  /**
   * The front for the next exchange: as a rule the best. Fronts that cool down are used when
   * there is no other, beginning with the one that has cooled the longest.
   *
   * @param tried keys of those that this exchange has failed through; none of them is chosen
   * while there is another, and their providers' others are less likely to be
   */
  choose(tried: ReadonlySet<string> = NONE): C {
    const estimates = discountSiblings(this.#estimate(), tried);
    const untried = estimates.filter(({ candidate }) => !tried.has(candidate.key));
    const open = untried.length > 0 ? untried : estimates;
    const ready = open.filter(({ isCooling }) => !isCooling);
    if (ready.length === 0) return first(open, coolsUntilMs).candidate;
    const best = first(ready, this.#jitteredCost);
    const others = ready.filter((estimate) => estimate !== best);
    const spares = others.filter(({ chance }) => chance >= SPARE_CHANCE).length;
    const explores = this.#context.random.fraction() < EXPLORATION * 2 ** -spares;
    return explores && others.length > 0
      ? first(others, lastTriedMs, this.#jitteredCost).candidate
      : best.candidate;
  }

  /**
   * The fronts for a race, best first. Providers take turns, and the last place goes to a front
   * that has not been tried for the longest time: in a race it costs nothing to try one.
   */
  lineUp(count: number): C[] {
    const estimates = this.#estimate();
    const byCost = estimates
      .map((estimate) => ({ estimate, cost: this.#jitteredCost(estimate) }))
      .sort((a, b) => a.cost - b.cost)
      .map(({ estimate }) => estimate);
    const ready = byCost.filter(({ isCooling }) => !isCooling);
    const cooling = byCost
      .filter(({ isCooling }) => isCooling)
      .sort((a, b) => coolsUntilMs(a) - coolsUntilMs(b));
    const ordered = [...inTurns(ready, providerOf), ...inTurns(cooling, providerOf)];
    const line = ordered.slice(0, count);
    const last = this.#outsider(line, ordered.slice(count));
    if (last && line.length > 1) line[line.length - 1] = last;
    return line.map(({ candidate }) => candidate);
  }

  /** When the next front is ready to be used, in ms since 1970; now, if one is. */
  readyAtMs(): number {
    const nowMs = this.#context.epochMs();
    const estimates = this.#estimate();
    if (estimates.some(({ isCooling }) => !isCooling)) return nowMs;
    return coolsUntilMs(first(estimates, coolsUntilMs));
  }

  /** Who gets the last place. It leaves the line no less diverse. */
  #outsider(line: readonly Estimate<C>[], rest: readonly Estimate<C>[]): Estimate<C> | undefined {
    const last = line.at(-1);
    if (!last) return undefined;
    const providers = new Set(line.map(providerOf));
    const strangers = rest.filter((estimate) => !providers.has(providerOf(estimate)));
    if (providers.size === 1 && strangers[0]) return strangers[0];
    const siblings = rest.filter((estimate) => providerOf(estimate) === providerOf(last));
    const ready = [...strangers, ...siblings].filter(({ isCooling }) => !isCooling);
    return first([last, ...ready], lastTriedMs, this.#jitteredCost);
  }

  #estimate(): Estimate<C>[] {
    const { book, network, epochMs } = this.#context;
    const name = network();
    const nowMs = epochMs();
    return estimateAll(this.#candidates, {
      network: book.on(name),
      nowMs,
      elsewhere: (key) => book.elsewhere(name, key, nowMs),
    });
  }

  readonly #jitteredCost = ({ costMs }: Estimate<C>): number =>
    costMs * (1 + JITTER * this.#context.random.fraction());
}

function discountSiblings<C extends Candidate>(
  estimates: Estimate<C>[],
  tried: ReadonlySet<string>,
): Estimate<C>[] {
  if (tried.size === 0) return estimates;
  const failures = new Map<string, number>();
  for (const { candidate } of estimates) {
    const { key, provider } = candidate;
    if (tried.has(key)) failures.set(provider, (failures.get(provider) ?? 0) + 1);
  }
  return estimates.map((estimate) => {
    const chance =
      estimate.chance * SIBLING_FACTOR ** (failures.get(estimate.candidate.provider) ?? 0);
    return { ...estimate, chance, costMs: expectedCostMs(chance, estimate.health.rttMs) };
  });
}

const providerOf = ({ candidate }: Estimate<Candidate>): string => candidate.provider;

const coolsUntilMs = ({ health }: Estimate<Candidate>): number => health.coolsUntilMs;

/** To the hour, so that chance and cost decide among those that are alike. */
const lastTriedMs = ({ health }: Estimate<Candidate>): number =>
  Math.floor(Math.max(health.okAtMs ?? 0, health.failAtMs ?? 0) / 3_600_000);

/** The one with the smallest value, and of equals the one with the smallest second value. */
function first<T>(items: readonly T[], by: (item: T) => number, then?: (item: T) => number): T {
  let best: { item: T; value: number; second: number } | undefined;
  for (const item of items) {
    const value = by(item);
    if (best && value > best.value) continue;
    const second = then?.(item) ?? 0;
    if (!best || value < best.value || second < best.second) best = { item, value, second };
  }
  if (!best) throw new RangeError('There is nothing to choose from.');
  return best.item;
}
