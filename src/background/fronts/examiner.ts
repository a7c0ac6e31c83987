import type { PlannedRoute } from '../fronting/planned-route.ts';

/** Examined at the same time: each is two connections. */
const CONCURRENCY = 8;

/** The others keep the vague name that they have, until they fail the next time. */
const MAX_WAITING = 64;

/** Has fronts examined that failed without saying how: a few at a time, and not while there is haste. */
export class Examiner {
  readonly #examine: (route: PlannedRoute) => Promise<unknown>;
  readonly #waiting = new Map<string, PlannedRoute>();
  readonly #underWay = new Map<string, Promise<unknown>>();
  #haste: 'none' | 'searching' = 'none';

  constructor(examine: (route: PlannedRoute) => Promise<unknown>) {
    this.#examine = examine;
  }

  add(route: PlannedRoute): void {
    if (this.#waiting.size >= MAX_WAITING || this.#underWay.has(route.key)) return;
    this.#waiting.set(route.key, route);
    this.#startMore();
  }

  /** A front is being looked for, and everything else can wait. */
  pause(): void {
    this.#haste = 'searching';
  }

  resume(): void {
    this.#haste = 'none';
    this.#startMore();
  }

  /** Resolves when no more is under way. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay.values());
  }

  #startMore(): void {
    for (const [key, route] of this.#waiting) {
      if (this.#haste === 'searching' || this.#underWay.size >= CONCURRENCY) return;
      this.#waiting.delete(key);
      const examined = this.#examine(route)
        .catch(() => {})
        .finally(() => {
          this.#underWay.delete(key);
          this.#startMore();
        });
      this.#underWay.set(key, examined);
    }
  }
}
