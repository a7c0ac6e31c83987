import { vettingOrder } from '../../meek/fronts/vetting/order.ts';
import type { VettingProgress } from '../../meek/fronts/vetting/vetting.ts';
import type { PlannedRoute } from '../fronting/planned-route.ts';
import type { Fronts } from './fronts.ts';

/** A test that the person asked for, and how far it is. */
export interface FrontTestProgress extends VettingProgress {
  /** The one front that is tested; null: all of them. */
  readonly key: string | null;
}

const NOTHING: VettingProgress = { total: 0, done: 0, good: 0 };

/**
 * Tests those of the fronts that `isWanted` chooses, also those that cool down, and then the second
 * ways to those that turn out to need one.
 *
 * @param onGood a front works that may be used at once
 */
export async function vetFully(
  fronts: Pick<Fronts, 'candidates' | 'context' | 'extend' | 'vet'>,
  isWanted: (route: PlannedRoute) => boolean,
  onProgress: (progress: VettingProgress) => void,
  onGood: () => void,
  signal: AbortSignal,
): Promise<void> {
  const vet = (candidates: PlannedRoute[], before: VettingProgress) =>
    fronts.vet({
      candidates: vettingOrder(candidates, fronts.context, true),
      signal,
      onVerdict: ({ outcome }, progress) => {
        onProgress(sum(before, progress));
        if ('report' in outcome) onGood();
      },
    });
  const tried = fronts.candidates.filter(isWanted);
  onProgress({ ...NOTHING, total: tried.length });
  const first = await vet(tried, NOTHING);
  await fronts.extend(signal);
  const added = fronts.candidates.filter((route) => isWanted(route) && !tried.includes(route));
  if (added.length > 0) await vet(added, first);
}

export function sum(a: VettingProgress, b: VettingProgress): VettingProgress {
  return { total: a.total + b.total, done: a.done + b.done, good: a.good + b.good };
}
