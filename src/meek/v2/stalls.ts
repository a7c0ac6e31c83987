/**
 * A lost packet holds back everything behind it for a round trip or more. Shorter pauses are a busy
 * machine's, and more under way would only wait behind them; longer ones are the app's.
 */
const SHORTEST_ROUNDS = 0.8;
const LONGEST_ROUNDS = 2;

/**
 * Fewer in ten round trips tell of no lossy path: BBR halts for a moment every ten seconds, and the
 * burst that follows overflows a queue once. More under way would keep it overflowing.
 */
const FEWEST = 6;

/** Pauses in which something was held back, in this span of round trips and in the one before. */
export class Stalls {
  #span = new Span();
  #lastSpan = new Span();

  /** How long what is under way must last beyond a round trip, or the path runs empty, in ms. */
  get roomMs(): number {
    return Math.max(this.#span.roomMs, this.#lastSpan.roomMs);
  }

  pause(pauseMs: number, rttMs: number): void {
    const rounds = pauseMs / rttMs;
    if (rounds >= SHORTEST_ROUNDS && rounds <= LONGEST_ROUNDS) this.#span.add(pauseMs);
  }

  endSpan(): void {
    this.#lastSpan = this.#span;
    this.#span = new Span();
  }
}

class Span {
  #count = 0;
  #longestMs = 0;

  add(pauseMs: number): void {
    this.#count += 1;
    this.#longestMs = Math.max(this.#longestMs, pauseMs);
  }

  get roomMs(): number {
    return this.#count >= FEWEST ? this.#longestMs : 0;
  }
}
