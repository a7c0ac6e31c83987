/** Bytes that may be under way before anything is known of the path. */
const INITIAL_BYTES = 512 * 1024;
const FLOOR_BYTES = 256 * 1024;

/** Doubling each round trip while the rate still grows; then just more than the path holds. */
const STARTUP_GAIN = 2;
const STEADY_GAIN = 1.25;

/** The path is full once this many round trips brought no growth by a quarter (as in BBR). */
const FULL_AFTER_ROUNDS = 3;
const GROWTH = 1.25;

/** A rate counts for so many round trips, and a round-trip time for so long, in ms. */
const RATE_ROUNDS = 10;
const RTT_LIFETIME_MS = 30_000;

/**
 * A lost packet holds back everything behind it for a round trip or more. What is asked for or sent
 * must last that long, or the path runs empty meanwhile. Shorter pauses are a busy machine's, and
 * more under way would only wait behind them; longer ones are the app's.
 */
const SHORTEST_STALL_ROUNDS = 0.8;
const LONGEST_STALL_ROUNDS = 2;

/** What is asked for or sent at a time lasts this long at the measured rate, in ms. */
const SHORTEST_PIECE_MS = 16;
const PIECES_IN_A_ROUND = 4;

/** What is remembered of something sent, until it has arrived. */
export interface Departure {
  readonly sentAtMs: number;
  /** All that had arrived by then, in bytes. */
  readonly arrivedBefore: number;
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
  /** The longest pause between arrivals, likewise. */
  #stallMs = 0;
  #lastStallMs = 0;
  #lastArrivalAtMs = Number.NEGATIVE_INFINITY;
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
    const gain = this.#roundsWithoutGrowth < FULL_AFTER_ROUNDS ? STARTUP_GAIN : STEADY_GAIN;
    const lastsMs = gain * this.#rttMs + Math.max(this.#stallMs, this.#lastStallMs);
    const wanted = this.rate * lastsMs + 2 * this.#pieceOfRate;
    return Math.min(Math.max(wanted, FLOOR_BYTES), this.#limitBytes);
  }

  /** How much to send, or to ask for, at a time: requests cost processor time. */
  get pieceBytes(): number {
    const smallest = this.windowBytes / PIECES_IN_A_ROUND;
    return Math.ceil(Math.min(Math.max(this.#pieceOfRate, smallest / 2), this.windowBytes / 2));
  }

  depart(nowMs: number): Departure {
    return { sentAtMs: nowMs, arrivedBefore: this.#arrivedBytes };
  }

  arrive(byteLength: number, nowMs: number): void {
    this.#arrivedBytes += byteLength;
    const pauseMs = nowMs - this.#lastArrivalAtMs;
    this.#lastArrivalAtMs = nowMs;
    const isStall =
      pauseMs >= SHORTEST_STALL_ROUNDS * this.#rttMs &&
      pauseMs <= LONGEST_STALL_ROUNDS * this.#rttMs;
    if (isStall && Number.isFinite(pauseMs)) this.#stallMs = Math.max(this.#stallMs, pauseMs);
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
    const elapsedMs = Math.max(nowMs - departure.sentAtMs, 0.1);
    const rate = (this.#arrivedBytes - departure.arrivedBefore) / elapsedMs;
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
    this.#lastStallMs = this.#stallMs;
    this.#stallMs = 0;
    // What an app used of the path for a while is not all it holds: then it is found out again.
    this.#fullRate = this.#lastRate;
  }

  get #isMeasured(): boolean {
    return this.rate > 0 && Number.isFinite(this.#rttMs);
  }

  get #pieceOfRate(): number {
    if (!this.#isMeasured) return 0;
    return this.rate * Math.max(SHORTEST_PIECE_MS, this.#rttMs / PIECES_IN_A_ROUND);
  }
}
