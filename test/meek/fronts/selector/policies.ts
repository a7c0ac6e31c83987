import { HealthBook } from '../../../../src/meek/fronts/health/health-book.ts';
import type { Candidate } from '../../../../src/meek/fronts/selector/candidate.ts';
import { FrontSelector } from '../../../../src/meek/fronts/selector/selector.ts';
import type { Random } from '../../../../src/meek/random.ts';
import type { Outcome } from './churn-model.ts';

/** A way to choose fronts. It learns from its own attempts and from nothing else. */
export interface Policy {
  choose(tried: ReadonlySet<string>): Candidate;
  learn(candidate: Candidate, outcome: Outcome): void;
}

export interface PolicyContext {
  readonly candidates: readonly Candidate[];
  readonly network: () => string;
  readonly nowMs: () => number;
  readonly random: Random;
}

export type MakePolicy = (context: PolicyContext) => Policy;

export const selectorPolicy: MakePolicy = ({ candidates, network, nowMs, random }) => {
  const book = new HealthBook();
  const selector = new FrontSelector(candidates, { book, network, epochMs: nowMs, random });
  return {
    choose: (tried) => selector.choose(tried),
    learn(candidate, outcome) {
      const health = book.on(network());
      if (outcome.kind === 'ok') health.succeeded(candidate, nowMs(), outcome.tookMs);
      else health.failed(candidate, nowMs(), outcome.code, random.fraction());
    },
  };
};

/** lantern-box's: any, and after a failure any other. */
export const randomPolicy: MakePolicy = ({ candidates, random }) => ({
  choose(tried) {
    const open = candidates.filter(({ key }) => !tried.has(key));
    return open[Math.floor(random.fraction() * open.length)] as Candidate;
  },
  learn() {},
});

/**
 * Always the front with the best record: the share of all its attempts that worked, where one that
 * was never tried is taken for half good; of equals the fastest. Nothing is forgotten, nothing
 * cools down, no network is told from another.
 */
export const bestPolicy: MakePolicy = ({ candidates }) => {
  const records = new Map(candidates.map(({ key }) => [key, { ok: 1, all: 2, ms: 0 }]));
  const merit = ({ key }: Candidate) => {
    const { ok, all, ms } = records.get(key) as { ok: number; all: number; ms: number };
    return ok / all - (ok > 1 ? ms / (ok - 1) : 0) / 1e9;
  };
  return {
    choose(tried) {
      const open = candidates.filter(({ key }) => !tried.has(key));
      return open.reduce((best, candidate) => (merit(candidate) > merit(best) ? candidate : best));
    },
    learn({ key }, outcome) {
      const record = records.get(key) as { ok: number; all: number; ms: number };
      record.all += 1;
      if (outcome.kind === 'failed') return;
      record.ok += 1;
      record.ms += outcome.tookMs;
    },
  };
};
