import { type Clock, sleep } from '../../clock.ts';
import type { FrontFailure } from '../failure/front-failure.ts';
import type { Candidate } from '../selector/candidate.ts';
import type { SelectorContext } from '../selector/selector.ts';
import { type Verdict, vet } from '../vetting/vetting.ts';
import { startingLine } from './starting-line.ts';

/** How long the best known have for themselves before others are tried too, in ms. */
const HEAD_START_MS = 700;

/** Once there is a front there is no haste: so many are tried at once, to have others to spare. */
const CALM_CONCURRENCY = 4;

export interface SearchOptions<C, R> {
  readonly candidates: readonly C[];
  readonly context: SelectorContext;
  /** @throws FrontFailure, within about `limitMs` */
  readonly probe: (candidate: C, limitMs: number, signal: AbortSignal) => Promise<R>;
  /** Hears of each, also after the first good one. */
  readonly onVerdict: (verdict: Verdict<C, R>) => void;
  readonly clock: Clock;
  /** Good fronts after which it ends. */
  readonly enough: number;
  readonly signal: AbortSignal;
}

/**
 * Looks for fronts that work: the best few that are known, and then whatever is likely. Resolves
 * with the first, and goes on until there are enough.
 *
 * @throws AggregateError of each front's FrontFailure, when none works; the signal's reason
 */
export function searchFronts<C extends Candidate, R extends { readonly rttMs: number }>(
  options: SearchOptions<C, R>,
): Promise<C> {
  const search = new Search(options);
  void search.run();
  return search.first;
}

class Search<C extends Candidate, R extends { readonly rttMs: number }> {
  readonly #options: SearchOptions<C, R>;
  readonly #first = Promise.withResolvers<C>();
  readonly #over = new AbortController();
  readonly #until: AbortSignal;
  readonly #failures: FrontFailure[] = [];
  #good = 0;

  constructor(options: SearchOptions<C, R>) {
    this.#options = options;
    this.#until = AbortSignal.any([options.signal, this.#over.signal]);
  }

  get first(): Promise<C> {
    return this.#first.promise;
  }

  async run(): Promise<void> {
    const { candidates, context } = this.#options;
    try {
      const { known, others } = startingLine(candidates, context);
      const race = this.#vet(known);
      if (known.length > 0) await this.#headStart(race);
      await this.#vet(others);
      await race;
    } catch (error) {
      // Called off, or there are enough.
      if (!this.#until.aborted) return this.#first.reject(error);
    }
    this.#first.reject(
      this.#options.signal.aborted
        ? this.#options.signal.reason
        : new AggregateError(this.#failures, 'No front works.'),
    );
  }

  async #headStart(race: Promise<void>): Promise<void> {
    const over = new AbortController();
    const until = AbortSignal.any([this.#until, over.signal]);
    await Promise.race([race, sleep(this.#options.clock, HEAD_START_MS, until)]);
    over.abort();
  }

  async #vet(candidates: readonly C[]): Promise<void> {
    const { probe, clock } = this.#options;
    const isCalm = this.#good > 0;
    await vet<C, R>({
      candidates,
      probe,
      clock,
      signal: this.#until,
      onVerdict: (verdict) => this.#judge(verdict),
      ...(isCalm && { concurrency: CALM_CONCURRENCY, wanted: 0 }),
    });
  }

  #judge(verdict: Verdict<C, R>): void {
    const { candidate, outcome } = verdict;
    this.#options.onVerdict(verdict);
    if ('failure' in outcome) {
      this.#failures.push(outcome.failure);
      return;
    }
    this.#good += 1;
    this.#first.resolve(candidate);
    if (this.#good >= this.#options.enough) this.#over.abort();
  }
}
