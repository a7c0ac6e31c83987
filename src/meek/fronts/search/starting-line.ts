import { isCooling } from '../health/front-health.ts';
import type { Candidate } from '../selector/candidate.ts';
import { FrontSelector, type SelectorContext } from '../selector/selector.ts';
import { isVerified } from '../vetting/verified.ts';

/** Known fronts that are raced: more would make a pattern, fewer would wait for dead ones. */
const RACERS = 4;

/** So many are tried even if all of them cool down. */
const LEAST = 16;

export interface StartingLine<C> {
  /** Verified lately on this network, the best few. */
  readonly known: readonly C[];
  /** What else is worth a try, in this order. */
  readonly others: readonly C[];
}

/**
 * What a start tries, and in which order. Fronts that cool down are left out while there are
 * enough others, so that starts in a row do not ask all of a blocked list again.
 */
export function startingLine<C extends Candidate>(
  candidates: readonly C[],
  context: SelectorContext,
): StartingLine<C> {
  if (candidates.length === 0) return { known: [], others: [] };
  const health = context.book.on(context.network());
  const nowMs = context.epochMs();
  const healthOf = ({ key }: C) => health.healthOf(key);
  const line = new FrontSelector(candidates, context).lineUp(candidates.length);
  const known = line.filter((one) => isVerified(healthOf(one), nowMs)).slice(0, RACERS);
  const ready = line.filter((one) => !isCooling(healthOf(one), nowMs)).length;
  const tried = line.slice(0, Math.max(ready, LEAST));
  return { known, others: tried.filter((one) => !known.includes(one)) };
}
