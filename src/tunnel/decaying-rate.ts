import type { Clock } from '../meek/clock.ts';

/** Traffic of so long ago, in ms, counts half. */
const HALF_LIFE_MS = 250;

/** How fast bytes have been moving lately. */
export class DecayingRate {
  readonly #clock: Pick<Clock, 'nowMs'>;
  #bytes = 0;
  #atMs = 0;

  constructor(clock: Pick<Clock, 'nowMs'>) {
    this.#clock = clock;
  }

  /** Averaged over about twice the half-life. */
  get bytesPerSecond(): number {
    return (this.#remaining(this.#clock.nowMs()) * Math.LN2 * 1_000) / HALF_LIFE_MS;
  }

  add(byteLength: number): void {
    const nowMs = this.#clock.nowMs();
    this.#bytes = this.#remaining(nowMs) + byteLength;
    this.#atMs = nowMs;
  }

  #remaining(nowMs: number): number {
    return this.#bytes * 2 ** (-(nowMs - this.#atMs) / HALF_LIFE_MS);
  }
}
