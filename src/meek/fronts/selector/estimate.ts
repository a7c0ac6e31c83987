import { type FrontHealth, failAt, isCooling, okAt } from '../health/front-health.ts';
import type { NetworkHealth } from '../health/network-health.ts';
import type { Candidate } from './candidate.ts';

/** What a failed attempt costs before another is made: the carrier's first patience, in ms. */
const FAILURE_COST_MS = 2_000;

/** Taken for a front that was never tried: what Lantern measured through its own, in ms. */
const UNKNOWN_RTT_MS = 470;

/** What is expected of a front's provider counts as much as one observation of the front. */
const PRIOR_WEIGHT = 1;

/** And what is expected of all fronts counts as much as two fronts of the provider. */
const OVERALL_WEIGHT = 2;

/** Nothing is impossible: a front without a chance would never be tried again. */
const LEAST_CHANCE = 0.01;

/** What can be expected of a front now. */
export interface Estimate<C extends Candidate> {
  readonly candidate: C;
  readonly health: FrontHealth;
  /** That it works, 0 to 1. */
  readonly chance: number;
  /** The time until an answer that is to be expected when beginning with this front, in ms. */
  readonly costMs: number;
  readonly isCooling: boolean;
}

export interface EstimateContext {
  readonly network: NetworkHealth;
  readonly nowMs: number;
  /** What other networks' experience with the front is worth here. */
  readonly elsewhere: (key: string) => { ok: number; fail: number };
}

interface Evidence {
  readonly ok: number;
  readonly fail: number;
}

export function estimateAll<C extends Candidate>(
  candidates: readonly C[],
  { network, nowMs, elsewhere }: EstimateContext,
): Estimate<C>[] {
  const known = candidates.map((candidate) => {
    const health = network.healthOf(candidate.key);
    const here = { ok: okAt(health, nowMs), fail: failAt(health, nowMs) };
    return {
      candidate,
      health,
      evidence: here.ok + here.fail >= 1 ? here : sum(here, elsewhere(candidate.key)),
    };
  });
  const priors = new Priors(known);
  const trust = new Map<string, number>();
  return known.map(({ candidate, health, evidence: { ok, fail } }) => {
    const { provider } = candidate;
    const trusted = trust.get(provider) ?? network.trustIn(provider, nowMs);
    trust.set(provider, trusted);
    const prior = PRIOR_WEIGHT * priors.of(provider);
    const chance = (trusted * (ok + prior)) / (ok + fail + PRIOR_WEIGHT);
    return {
      candidate,
      health,
      chance,
      costMs: expectedCostMs(chance, health.rttMs),
      isCooling: isCooling(health, nowMs),
    };
  });
}

/** Failures come before the success, and each costs; after `1 / chance` attempts one works. */
export function expectedCostMs(chance: number, rttMs: number | null): number {
  return (rttMs ?? UNKNOWN_RTT_MS) + (1 / Math.max(chance, LEAST_CHANCE) - 1) * FAILURE_COST_MS;
}

/** The share of a provider's tried fronts that work: what to expect of those not tried yet. */
class Priors {
  readonly #byProvider = new Map<string, { worked: number; tried: number }>();
  readonly #overall: number;

  constructor(known: readonly { candidate: Candidate; evidence: Evidence }[]) {
    const all = { worked: 1, tried: 2 };
    for (const { candidate, evidence } of known) {
      const weight = evidence.ok + evidence.fail;
      if (weight === 0) continue;
      const tried = Math.min(1, weight);
      const worked = (tried * evidence.ok) / weight;
      const share = this.#byProvider.get(candidate.provider) ?? { worked: 0, tried: 0 };
      this.#byProvider.set(candidate.provider, share);
      for (const sum of [share, all]) {
        sum.worked += worked;
        sum.tried += tried;
      }
    }
    this.#overall = all.worked / all.tried;
  }

  of(provider: string): number {
    const { worked, tried } = this.#byProvider.get(provider) ?? { worked: 0, tried: 0 };
    return (worked + OVERALL_WEIGHT * this.#overall) / (tried + OVERALL_WEIGHT);
  }
}

function sum(a: Evidence, b: Evidence): Evidence {
  return { ok: a.ok + b.ok, fail: a.fail + b.fail };
}
