import type { Clock } from '../meek/clock.ts';

/** Silence after traffic that is looked into, in ms. */
export const QUIET_MS = 5_000;

/**
 * How long a PING may go unanswered, in ms. Within this carriers find another front, and a browser
 * wakes a worker that it has ended, which takes up to 30 s.
 */
export const PING_LIMIT_MS = 60_000;

export interface LivenessOptions {
  readonly clock: Clock;
  /** Bytes that have gone either way so far. */
  readonly movedBytes: () => number;
  /** Bytes that have come so far. */
  readonly receivedBytes: () => number;
  /** Sends a PING (RFC 9113, section 6.7) and calls back when it is answered. */
  readonly ping: (onAnswer: () => void) => void;
  readonly onDead: () => void;
}

/**
 * Notices a far end that is gone.
 *
 * When traffic has fallen silent, one PING makes sure that all of it arrived and that more could
 * come. Its answer holds until there is traffic again: idle connections cost nothing.
 */
export class Liveness {
  readonly #options: LivenessOptions;
  #disarm: (() => void) | null = null;
  #seenBytes = 0;
  #isConfirmed = true;

  constructor(options: LivenessOptions) {
    this.#options = options;
  }

  /** Connections are open: their traffic is watched. */
  watch(): void {
    this.#disarm ??= this.#lookLater();
  }

  /** No connection is open any more. */
  rest(): void {
    this.#disarm?.();
    this.#disarm = null;
  }

  #look(): void {
    const bytes = this.#options.movedBytes();
    const isQuiet = bytes === this.#seenBytes;
    if (!isQuiet) this.#isConfirmed = false;
    this.#seenBytes = bytes;
    if (isQuiet && !this.#isConfirmed) this.#ping();
    else this.#disarm = this.#lookLater();
  }

  #lookLater(): () => void {
    return this.#options.clock.schedule(QUIET_MS, () => this.#look());
  }

  #ping(): void {
    const { clock, ping, receivedBytes, movedBytes, onDead } = this.#options;
    const receivedBefore = receivedBytes();
    ping(() => {
      this.#isConfirmed = true;
      this.#seenBytes = movedBytes();
    });
    this.#disarm = clock.schedule(PING_LIMIT_MS, () => {
      // A PING waits behind whatever was sent before it: anything received is a sign of life.
      if (receivedBytes() === receivedBefore) onDead();
      else this.#look();
    });
  }
}
