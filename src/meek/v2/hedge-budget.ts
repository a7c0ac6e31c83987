/** Of the bytes that are carried anyway, so much may be spent on hedges. */
const SHARE = 0.05;

/** What a quiet time may save up for a busy one, in bytes. */
const MOST_SAVED_BYTES = 1024 * 1024;

/** What hedges may cost: a token bucket that ordinary traffic fills. Never overdrawn. */
export class HedgeBudget {
  #savedBytes = 0;

  /** How much can be taken now. */
  get availableBytes(): number {
    return Math.floor(this.#savedBytes);
  }

  /** So many bytes, of requests and of answers, would have been carried without hedges too. */
  earn(byteLength: number): void {
    this.#savedBytes = Math.min(this.#savedBytes + byteLength * SHARE, MOST_SAVED_BYTES);
  }

  /** The most that a hedge can cost. @returns false, and takes nothing, if there is less */
  take(byteLength: number): boolean {
    if (byteLength > this.#savedBytes) return false;
    this.#savedBytes -= byteLength;
    return true;
  }

  /** A hedge has cost so much less than was taken. */
  giveBack(byteLength: number): void {
    this.#savedBytes = Math.min(this.#savedBytes + byteLength, MOST_SAVED_BYTES);
  }
}
