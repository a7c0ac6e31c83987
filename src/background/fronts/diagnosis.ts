import { type Clock, sleep } from '../../meek/clock.ts';
import { FrontFailure } from '../../meek/fronts/failure/front-failure.ts';
import type { ProbeReport } from '../../meek/fronts/probe/report.ts';
import type { Verdict } from '../../meek/fronts/vetting/vetting.ts';
import type { PlannedRoute } from '../fronting/planned-route.ts';

/**
 * A question asked at once would go out on a connection that is breaking, and be given the name of
 * that, which in Firefox comes up to a second late; in ms.
 */
const DELAY_MS = 1_500;

/** How long a front that has begun to fail is asked why, in ms. */
const LIMIT_MS = 4_000;

export interface DiagnosisParts {
  readonly clock: Clock;
  readonly probe: (
    route: PlannedRoute,
    limitMs: number,
    signal: AbortSignal,
  ) => Promise<ProbeReport>;
  readonly remember: (verdict: Verdict<PlannedRoute, ProbeReport>) => void;
}

/** Finds out why fronts begin to fail. */
export class Diagnosis {
  readonly #parts: DiagnosisParts;
  #signal: AbortSignal | null = null;

  constructor(parts: DiagnosisParts) {
    this.#parts = parts;
  }

  /** From now on, until the signal aborts. */
  begin(signal: AbortSignal): void {
    this.#signal = signal;
  }

  /** Null while it is not wanted. */
  get signal(): AbortSignal | null {
    return this.#signal?.aborted ? null : this.#signal;
  }

  async ask(candidate: PlannedRoute): Promise<void> {
    const { signal } = this;
    if (!signal) return;
    const outcome = await this.#outcomeOf(candidate, signal);
    if (outcome && !signal.aborted) this.#parts.remember({ candidate, outcome });
  }

  /** Null where nothing was learnt. */
  async #outcomeOf(
    route: PlannedRoute,
    signal: AbortSignal,
  ): Promise<Verdict<PlannedRoute, ProbeReport>['outcome'] | null> {
    const { clock, probe } = this.#parts;
    try {
      await sleep(clock, DELAY_MS, signal);
      return { report: await probe(route, LIMIT_MS, signal) };
    } catch (error) {
      return error instanceof FrontFailure ? { failure: error } : null;
    }
  }
}
