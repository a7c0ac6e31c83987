import type { Clock } from '../../clock.ts';
import { FrontFailure, type FrontFailureCode } from '../failure/front-failure.ts';
import { TimeLimit } from './time-limit.ts';

/** Probes that are waited for. More connections at once would be a pattern of its own. */
const DEFAULT_CONCURRENCY = 16;

/** Until so many fronts are good there is haste: Lantern's scanner wants three. */
const DEFAULT_WANTED = 3;

/**
 * In haste, a probe that has not answered after so long no longer keeps others waiting, in ms. It
 * goes on all the same: most good fronts answer later than this, but none of the dead that fail
 * fast, and those that swallow packets would hold every place for seconds.
 */
const HASTE_MS = 250;

/** In haste there are so many times more probes than are waited for, and no more. */
const HASTE_FACTOR = 4;

/** Any front would fail so: vetting on would put the blame on fronts that are not at fault. */
const NOT_THE_FRONTS: ReadonlySet<FrontFailureCode> = new Set([
  'FRONT_OFFLINE',
  'FRONT_BLOCKED_LOCALLY',
  'FRONT_TOKEN_REFUSED',
]);

/** And that many in a row are no accident. */
const STOP_AFTER = 3;

export interface Verdict<C, R> {
  readonly candidate: C;
  readonly outcome: { readonly report: R } | { readonly failure: FrontFailure };
}

export interface VettingProgress {
  readonly total: number;
  readonly done: number;
  readonly good: number;
}

export interface VettingResult extends VettingProgress {
  /** Why it ended before the last candidate; null if it did not. */
  readonly stopped: FrontFailure | null;
}

export interface VettingOptions<C, R> {
  /** In the order in which they are to be tried. */
  readonly candidates: readonly C[];
  /** @throws FrontFailure, within about `limitMs` */
  readonly probe: (candidate: C, limitMs: number, signal: AbortSignal) => Promise<R>;
  /** Called as each verdict comes, which may be used at once. */
  readonly onVerdict: (verdict: Verdict<C, R>, progress: VettingProgress) => void;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly concurrency?: number;
  /** Good fronts until which there is haste; 0: there is none, as in the background. */
  readonly wanted?: number;
}

/**
 * Probes all candidates, several at a time.
 *
 * @throws the signal's reason; probes under way are called off, and no verdict comes any more
 */
export function vet<C, R extends { readonly rttMs: number }>(
  options: VettingOptions<C, R>,
): Promise<VettingResult> {
  return new Vetting(options).run();
}

class Vetting<C, R extends { readonly rttMs: number }> {
  readonly #options: Required<VettingOptions<C, R>>;
  readonly #limit = new TimeLimit();
  readonly #over = new AbortController();
  readonly #result = Promise.withResolvers<VettingResult>();
  #nextIndex = 0;
  /** Probes that are waited for, and all that are under way. */
  #held = 0;
  #underWay = 0;
  #done = 0;
  #good = 0;
  #faultless = 0;

  constructor(options: VettingOptions<C, R>) {
    this.#options = { concurrency: DEFAULT_CONCURRENCY, wanted: DEFAULT_WANTED, ...options };
  }

  async run(): Promise<VettingResult> {
    const { signal } = this.#options;
    signal.throwIfAborted();
    const onAbort = () => {
      this.#over.abort(signal.reason);
      this.#result.reject(signal.reason);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    this.#startMore();
    try {
      return await this.#result.promise;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  #startMore(): void {
    const { candidates, concurrency } = this.#options;
    const most = concurrency * HASTE_FACTOR;
    while (this.#held < concurrency && this.#underWay < most && !this.#over.signal.aborted) {
      if (this.#nextIndex >= candidates.length) break;
      void this.#probe(candidates[this.#nextIndex++] as C);
    }
    if (this.#done === candidates.length) this.#end(null);
  }

  async #probe(candidate: C): Promise<void> {
    const { probe } = this.#options;
    const release = this.#hold();
    this.#underWay += 1;
    let outcome: Verdict<C, R>['outcome'];
    try {
      outcome = { report: await probe(candidate, this.#limit.limitMs, this.#over.signal) };
    } catch (error) {
      outcome = { failure: asFailure(error) };
    }
    release();
    this.#underWay -= 1;
    if (this.#over.signal.aborted) return;
    this.#judge({ candidate, outcome });
    this.#startMore();
  }

  /** Takes a place. In haste it is given back after a while, even if there is no answer yet. */
  #hold(): () => void {
    const { clock, wanted } = this.#options;
    this.#held += 1;
    let release = () => {
      release = () => {};
      this.#held -= 1;
    };
    if (this.#good >= wanted) return () => release();
    const disarm = clock.schedule(HASTE_MS, () => {
      if (this.#good >= wanted || this.#over.signal.aborted) return;
      release();
      this.#startMore();
    });
    return () => {
      disarm();
      release();
    };
  }

  #judge(verdict: Verdict<C, R>): void {
    const { outcome } = verdict;
    const failure = 'failure' in outcome ? outcome.failure : null;
    this.#done += 1;
    if ('report' in outcome) {
      this.#good += 1;
      this.#limit.answered(outcome.report.rttMs);
    } else if (outcome.failure.code === 'FRONT_TIMEOUT') this.#limit.timedOut();
    this.#options.onVerdict(verdict, this.#progress());
    this.#faultless = failure && NOT_THE_FRONTS.has(failure.code) ? this.#faultless + 1 : 0;
    if (this.#faultless >= STOP_AFTER) this.#end(failure);
  }

  #end(stopped: FrontFailure | null): void {
    this.#over.abort(new DOMException('The vetting is over.', 'AbortError'));
    this.#result.resolve({ ...this.#progress(), stopped });
  }

  #progress(): VettingProgress {
    const { length: total } = this.#options.candidates;
    return { total, done: this.#done, good: this.#good };
  }
}

/** A probe that fails in another way is a bug of its own, but no reason to stop with the others. */
function asFailure(error: unknown): FrontFailure {
  if (error instanceof FrontFailure) return error;
  return new FrontFailure('FRONT_UNREACHABLE', 'The probe failed.', { cause: error });
}
