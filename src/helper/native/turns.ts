/** Lets so many in at a time; the others wait in the order in which they came. */
export class Turns {
  #freeTurns: number;
  readonly #waiting = new Set<() => void>();

  constructor(turns: number) {
    this.#freeTurns = turns;
  }

  /** Resolves when it is one's turn, which `done` ends; or rejects with the signal's reason. */
  take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#freeTurns > 0) {
      this.#freeTurns -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        this.#waiting.delete(enter);
        reject(signal.reason);
      };
      const enter = () => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      this.#waiting.add(enter);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  done(): void {
    const [next] = this.#waiting;
    if (!next) {
      this.#freeTurns += 1;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
