/** Enough for TCP, TLS and an exchange over 500 ms of round trip, twice; in ms. */
const FIRST_MS = 4_000;

/** However fast the good ones are, a lost packet takes a second. */
const SHORTEST_MS = 1_500;
const LONGEST_MS = 15_000;

/** Of the slowest good answer; what takes longer is not worth having. */
const SLOWEST_TIMES = 3;

/** When so many have timed out and nothing has answered at all, it may be us who are slow. */
const DOUBTFUL_TIMEOUTS = 32;

/** How long a probe may take: as long as good answers do here. */
export class TimeLimit {
  #limitMs = FIRST_MS;
  #slowestMs = 0;
  #timeouts = 0;

  get limitMs(): number {
    return this.#limitMs;
  }

  answered(rttMs: number): void {
    this.#slowestMs = Math.max(this.#slowestMs, rttMs);
    const wanted = this.#slowestMs * SLOWEST_TIMES;
    this.#limitMs = Math.min(Math.max(wanted, SHORTEST_MS), LONGEST_MS);
  }

  timedOut(): void {
    this.#timeouts += 1;
    if (this.#slowestMs > 0 || this.#timeouts % DOUBTFUL_TIMEOUTS !== 0) return;
    this.#limitMs = Math.min(this.#limitMs * 2, LONGEST_MS);
  }
}
