/** Answers that are remembered, and how many of them it takes to tell which one is late. */
const REMEMBERED = 64;
const ENOUGH = 16;

/** Beyond the time in which this share of answers began, and half as much again, an answer is late. */
const USUAL_SHARE = 0.9;
const MARGIN = 1.5;
const FLOOR_MS = 100;

/** How long answers took lately to begin. */
export class BeginTimes {
  #timesMs: number[] = [];
  #usualMs = Number.POSITIVE_INFINITY;

  add(elapsedMs: number): void {
    this.#timesMs.push(elapsedMs);
    if (this.#timesMs.length > REMEMBERED) this.#timesMs.shift();
    if (this.#timesMs.length < ENOUGH) return;
    const sorted = this.#timesMs.toSorted((a, b) => a - b);
    this.#usualMs = sorted[Math.floor(sorted.length * USUAL_SHARE)] as number;
  }

  /** What comes from now on takes another way. */
  forget(): void {
    this.#timesMs = [];
    this.#usualMs = Number.POSITIVE_INFINITY;
  }

  /** An answer that has not begun after so many ms is late; infinite while too few have come. */
  get lateAfterMs(): number {
    return Math.max(this.#usualMs * MARGIN, FLOOR_MS);
  }
}
