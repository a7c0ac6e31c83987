import { vettingOrder } from '../../meek/fronts/vetting/order.ts';
import type { VettingProgress } from '../../meek/fronts/vetting/vetting.ts';
import type { Fronts } from './fronts.ts';

const NOTHING: VettingProgress = { total: 0, done: 0, good: 0 };

/** Tests all fronts because the person wants to know. */
export class FullVetting {
  readonly #fronts: Fronts;
  #under: { readonly abort: AbortController; progress: VettingProgress } | null = null;

  constructor(fronts: Fronts) {
    this.#fronts = fronts;
  }

  /** Null while nothing is tested. */
  get progress(): VettingProgress | null {
    return this.#under?.progress ?? null;
  }

  /** Begins, if it is not under way. @param onGood a front works that may be used at once */
  start(onGood: () => void): void {
    if (this.#under) return;
    const under = { abort: new AbortController(), progress: NOTHING };
    this.#under = under;
    this.#run(under, onGood)
      .catch(() => {})
      .finally(() => {
        if (this.#under === under) this.#under = null;
      });
  }

  stop(): void {
    this.#under?.abort.abort();
    this.#under = null;
  }

  async #run(under: { abort: AbortController; progress: VettingProgress }, onGood: () => void) {
    const { signal } = under.abort;
    const fronts = this.#fronts;
    const vet = (candidates: Fronts['candidates'], before: VettingProgress) =>
      fronts.vet({
        candidates: vettingOrder(candidates, fronts.context, true),
        signal,
        onVerdict: ({ outcome }, progress) => {
          under.progress = sum(before, progress);
          if ('report' in outcome) onGood();
        },
      });
    const tried = fronts.candidates;
    under.progress = { ...NOTHING, total: tried.length };
    const first = await vet(tried, NOTHING);
    await fronts.extend(signal);
    const added = fronts.candidates.filter((route) => !tried.includes(route));
    if (added.length > 0) await vet(added, first);
  }
}

function sum(a: VettingProgress, b: VettingProgress): VettingProgress {
  return { total: a.total + b.total, done: a.done + b.done, good: a.good + b.good };
}
