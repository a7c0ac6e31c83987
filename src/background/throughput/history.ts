import type { Clock } from '../../meek/clock.ts';

/** How much is remembered, in seconds. */
export const HISTORY_S = 180;

/** Bytes of each second, from `firstS` of the background's own clock on. */
export interface Throughput {
  readonly firstS: number;
  readonly sent: readonly number[];
  readonly received: readonly number[];
}

/**
 * What passed in each second since the tunnel was switched on, at most `HISTORY_S` of them.
 *
 * A ring that is written as bytes pass: a quiet tunnel costs nothing, and no timer.
 */
export class ThroughputHistory {
  readonly #clock: Clock;
  readonly #sent = new Float64Array(HISTORY_S);
  readonly #received = new Float64Array(HISTORY_S);
  #startS: number;
  /** Everything up to this second is in its place. */
  #lastS: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startS = this.#nowS();
    this.#lastS = this.#startS;
  }

  /** Nothing was before now. */
  clear(): void {
    this.#startS = this.#nowS();
    this.#lastS = this.#startS;
    this.#sent.fill(0);
    this.#received.fill(0);
  }

  sent(bytes: number): void {
    this.#add(this.#sent, bytes);
  }

  received(bytes: number): void {
    this.#add(this.#received, bytes);
  }

  /** The seconds that are complete, from that one on. */
  since(fromS: number): Throughput {
    const nowS = this.#advance();
    const firstS = Math.min(Math.max(fromS, this.#startS, nowS - HISTORY_S + 1), nowS);
    const seconds = Array.from({ length: nowS - firstS }, (_, offset) => firstS + offset);
    return {
      firstS,
      sent: seconds.map((second) => this.#sent[second % HISTORY_S] ?? 0),
      received: seconds.map((second) => this.#received[second % HISTORY_S] ?? 0),
    };
  }

  #add(bins: Float64Array, bytes: number): void {
    const place = this.#advance() % HISTORY_S;
    bins[place] = (bins[place] ?? 0) + bytes;
  }

  /** Empties the places of seconds that have begun since; @returns the one under way */
  #advance(): number {
    const nowS = this.#nowS();
    const passed = Math.min(nowS - this.#lastS, HISTORY_S);
    for (let second = nowS - passed + 1; second <= nowS; second += 1) {
      this.#sent[second % HISTORY_S] = 0;
      this.#received[second % HISTORY_S] = 0;
    }
    this.#lastS = nowS;
    return nowS;
  }

  #nowS(): number {
    return Math.floor(this.#clock.nowMs() / 1_000);
  }
}
