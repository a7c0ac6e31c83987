import type { Received } from './requests.ts';

/** Counts bytes over a window that begins `rampMs` after the first byte. */
export class RateWindow {
  readonly #rampMs: number;
  readonly #windowMs: number;
  #firstMs: number | undefined;
  #allBytes = 0;
  #rampBytes = 0;
  #rampEndMs: number | undefined;

  constructor(rampMs: number, windowMs: number) {
    this.#rampMs = rampMs;
    this.#windowMs = windowMs;
  }

  /** Returns the result once the window is over. */
  count(bytes: number): Received | undefined {
    const nowMs = performance.now();
    this.#firstMs ??= nowMs;
    this.#allBytes += bytes;
    const sinceFirstMs = nowMs - this.#firstMs;
    if (sinceFirstMs < this.#rampMs) return undefined;
    if (this.#rampEndMs === undefined) {
      this.#rampEndMs = nowMs;
      this.#rampBytes = this.#allBytes;
    }
    const windowMs = nowMs - this.#rampEndMs;
    if (windowMs < this.#windowMs) return undefined;
    return {
      windowBytes: this.#allBytes - this.#rampBytes,
      windowMs,
      allBytes: this.#allBytes,
      allMs: sinceFirstMs,
    };
  }
}
