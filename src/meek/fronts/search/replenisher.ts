/** With fewer fronts to go to it is urgent to find more, up to so many. */
const NEEDED = 3;
const WANTED = 4;

export interface ReplenisherOptions {
  /** Fronts that are proven and do not cool down. */
  readonly readyCount: () => number;
  /** Looks for so many more; rejects when there is none. */
  readonly search: (wanted: number) => Promise<unknown>;
}

/** Looks for further fronts at once when those in use begin to fail one after another. */
export class Replenisher {
  readonly #options: ReplenisherOptions;
  #isSearching = false;

  constructor(options: ReplenisherOptions) {
    this.#options = options;
  }

  /** A front has begun to fail. */
  async frontFailed(): Promise<void> {
    const { readyCount, search } = this.#options;
    const ready = readyCount();
    if (this.#isSearching || ready >= NEEDED) return;
    this.#isSearching = true;
    try {
      await search(WANTED - ready);
    } catch {
      // There is none at present; the next that fails, or the schedule, has them tried again.
    } finally {
      this.#isSearching = false;
    }
  }
}
