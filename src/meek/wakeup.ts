import { type Clock, sleep } from './clock.ts';

/** Nobody looks at it; without one, each wake would make an exception with a stack. */
const WOKEN = 'woken';

/** Wakes those who wait for something to change. They look again for themselves. */
export class Wakeup {
  #waiting = new AbortController();

  /** Wakes everyone who waits now. */
  wake(): void {
    const woken = this.#waiting;
    this.#waiting = new AbortController();
    woken.abort(WOKEN);
  }

  /** Resolves at the next `wake`. */
  wait(): Promise<void> {
    const { signal } = this.#waiting;
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  /** Resolves at the next `wake`, or after `limitMs`. */
  async waitAtMost(clock: Clock, limitMs: number): Promise<void> {
    await sleep(clock, limitMs, this.#waiting.signal).catch(() => {});
  }
}
