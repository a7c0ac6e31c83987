import type { Candidate } from '../selector/candidate.ts';
import { inTurns } from '../selector/diverse.ts';
import { estimateAll } from '../selector/estimate.ts';
import type { SelectorContext } from '../selector/selector.ts';
import { isVerified } from './verified.ts';

/** Costs differ by up to so much by chance, so that not everybody begins with the same front. */
const JITTER = 0.1;

/**
 * What of a list is to be vetted, and in which order: what is likely to work first, providers
 * taking turns. Left out are the fronts that were verified lately, and those that cool down.
 *
 * @param all nothing is left out: the person wants to know; what cools down comes last
 */
export function vettingOrder<C extends Candidate>(
  candidates: readonly C[],
  { book, network, epochMs, random }: SelectorContext,
  all = false,
): C[] {
  const name = network();
  const nowMs = epochMs();
  const estimates = estimateAll(candidates, {
    network: book.on(name),
    nowMs,
    elsewhere: (key) => book.elsewhere(name, key, nowMs),
  });
  const wanted = estimates
    .filter(({ health, isCooling }) => all || !(isCooling || isVerified(health, nowMs)))
    .map((estimate) => ({ ...estimate, cost: estimate.costMs * (1 + JITTER * random.fraction()) }))
    .sort((a, b) => a.cost - b.cost)
    .map(({ candidate, isCooling }) => ({ candidate, isCooling }));
  const part = (cooling: boolean) =>
    wanted.filter(({ isCooling }) => isCooling === cooling).map(({ candidate }) => candidate);
  return [part(false), part(true)].flatMap((some) => inTurns(some, ({ provider }) => provider));
}
