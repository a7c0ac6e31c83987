import { Stalls } from './stalls.ts';

/** Bytes that may be under way before anything is known of the path. */
const INITIAL_BYTES = 512 * 1024;
const FLOOR_BYTES = 256 * 1024;

/**
 * While the rate still grows, so much that it does with lost packets too, where an answer takes two
 * round trips or three (with 2, the rate stayed at half of TCP's at 1 % loss). Then just more than
 * the path holds.
 */
const STARTUP_GAIN = 3;
const STEADY_GAIN = 1.25;

/** The path is full once this many round trips brought no growth by a quarter (as in BBR). */
const FULL_AFTER_ROUNDS = 3;
const GROWTH = 1.25;

/** A rate counts for so many round trips, and a round-trip time for so long, in ms. */
const RATE_ROUNDS = 10;
const RTT_LIFETIME_MS = 30_000;

/** What was held back for so long comes at once, and tells of the path's rate only with the pause. */
const SHORTEST_PAUSE_ROUNDS = 0.5;
const LONGEST_PAUSE_ROUNDS = 4;

/** What is asked for or sent at a time lasts this long at the measured rate, in ms. */
const SHORTEST_PIECE_MS = 16;
const PIECES_IN_A_ROUND = 4;

/** What is remembered of something sent, until it has arrived. */
export interface Departure {
  readonly sentAtMs: number;
  /** All that had arrived by then, in bytes. */
  readonly arrivedBefore: number;
  /** Where the rate is counted from: then, or the beginning of a pause that had just ended. */
  readonly countedFrom: Moment;
}

interface Moment {
  readonly atMs: number;
  /** All that had arrived by then. */
  readonly arrivedBytes: number;
}

/**
 * How many bytes should be under way: enough to fill the path, and few enough that whatever comes
 * next does not wait behind them.
 *
 * The product of the highest rate and the shortest round trip seen lately is what the path holds
 * (BBR's model, draft-ietf-ccwg-bbr). Anything beyond waits in some queue on the way.
 */
export class FlightWindow {
  readonly #limitBytes: number;
  #arrivedBytes = 0;
  /** Bytes for each ms: the best in this span of rounds, and in the one before. */
  #rate = 0;
  #lastRate = 0;
  #rounds = 0;
  readonly #stalls = new Stalls();
  #lastArrivalAtMs = Number.NEGATIVE_INFINITY;
  /** The last pause between arrivals that something was held back in. */
  #pause: { readonly beganAt: Moment; readonly endedAtMs: number } | undefined;
  #roundEndsAtBytes = 0;
  #fullRate = 0;
  #roundsWithoutGrowth = 0;
  #rttMs = Number.POSITIVE_INFINITY;
  #rttSeenAtMs = 0;

  /** @param limitBytes the most that the receiver lets be under way */
  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** Bytes for each ms, or 0 as long as nothing arrived. */
  get rate(): number {
    return Math.max(this.#rate, this.#lastRate);
  }

  /** The shortest round trip of late, in ms; infinite when there was none. */
  get rttMs(): number {
    return this.#rttMs;
  }

  get windowBytes(): number {
    if (!this.#isMeasured) return Math.min(INITIAL_BYTES, this.#limitBytes);
    const lastsMs = (this.#isFull ? STEADY_GAIN : STARTUP_GAIN) * this.#rttMs + this.#stalls.roomMs;
    const wanted = this.rate * lastsMs + 2 * this.#pieceOfRate;
    return Math.min(Math.max(wanted, FLOOR_BYTES), this.#limitBytes);
  }

  /** How much to send, or to ask for, at a time: requests cost processor time. */
  get pieceBytes(): number {
    const smallest = this.windowBytes / PIECES_IN_A_ROUND;
    return Math.ceil(Math.min(Math.max(this.#pieceOfRate, smallest / 2), this.windowBytes / 2));
  }

  depart(nowMs: number): Departure {
    const now = { atMs: nowMs, arrivedBytes: this.#arrivedBytes };
    const countedFrom = (this.#isBehindPause(nowMs) ? this.#pause?.beganAt : undefined) ?? now;
    return { sentAtMs: nowMs, arrivedBefore: this.#arrivedBytes, countedFrom };
  }

  arrive(byteLength: number, nowMs: number): void {
    const beganAt = { atMs: this.#lastArrivalAtMs, arrivedBytes: this.#arrivedBytes };
    this.#arrivedBytes += byteLength;
    this.#lastArrivalAtMs = nowMs;
    const pauseMs = nowMs - beganAt.atMs;
    const rounds = pauseMs / this.#rttMs;
    if (rounds >= SHORTEST_PAUSE_ROUNDS && rounds <= LONGEST_PAUSE_ROUNDS) {
      this.#pause = { beganAt, endedAtMs: nowMs };
    }
    if (this.#isFull) this.#stalls.pause(pauseMs, this.#rttMs);
  }

  /** An answer that was given at once has come. */
  sampleRtt(departure: Departure, nowMs: number): void {
    const rttMs = Math.max(nowMs - departure.sentAtMs, 0.1);
    if (rttMs > this.#rttMs && nowMs - this.#rttSeenAtMs < RTT_LIFETIME_MS) return;
    this.#rttMs = rttMs;
    this.#rttSeenAtMs = nowMs;
  }

  /** All of something has arrived: what else arrived in the meantime tells the rate. */
  sampleRate(departure: Departure, nowMs: number): void {
    const { atMs, arrivedBytes } = departure.countedFrom;
    const rate = (this.#arrivedBytes - arrivedBytes) / Math.max(nowMs - atMs, 0.1);
    this.#rate = Math.max(this.#rate, rate);
    if (departure.arrivedBefore < this.#roundEndsAtBytes) return;
    this.#roundEndsAtBytes = this.#arrivedBytes;
    this.#endRound();
  }

  #endRound(): void {
    this.#rounds += 1;
    if (this.rate >= this.#fullRate * GROWTH) {
      this.#fullRate = this.rate;
      this.#roundsWithoutGrowth = 0;
    } else {
      this.#roundsWithoutGrowth += 1;
    }
    if (this.#rounds % RATE_ROUNDS !== 0) return;
    this.#lastRate = this.#rate;
    this.#rate = 0;
    this.#stalls.endSpan();
    // What an app used of the path for a while is not all it holds: then it is found out again.
    this.#fullRate = this.#lastRate;
  }

  /** What arrives now may be what was held back in a pause. With room for stalls, let it count. */
  #isBehindPause(nowMs: number): boolean {
    if (this.#stalls.roomMs > 0) return false;
    return this.#pause !== undefined && nowMs - this.#pause.endedAtMs < this.#rttMs;
  }

  /** The path: more under way no longer brings more. */
  get #isFull(): boolean {
    return this.#roundsWithoutGrowth >= FULL_AFTER_ROUNDS;
  }

  get #isMeasured(): boolean {
    return this.rate > 0 && Number.isFinite(this.#rttMs);
  }

  get #pieceOfRate(): number {
    if (!this.#isMeasured) return 0;
    return this.rate * Math.max(SHORTEST_PIECE_MS, this.#rttMs / PIECES_IN_A_ROUND);
  }
}
