import { type Departure, FlightWindow } from './flight-window.ts';
import { Reassembly } from './reassembly.ts';

/** As many READs are under way at once at most: over HTTP/1.1 a browser has six connections. */
const MAX_READS = 4;

/** Without bytes for this long the stream is quiet, and one READ will do, in ms. */
const QUIET_AFTER_MS = 1500;

/** A path that loses whole answers is asked for so much at least, in bytes. */
const SMALLEST_READ_BYTES = 64 * 1024;

/** While bytes flow, a response that falls silent shows that it lives this often, in ms. */
const FLOWING_BEAT_MS = 500;

/** A READ that repeats another's stays open for so long at most, in ms. */
const HEDGE_HOLD_MS = 3_000;

/** What the path can do, which decides how it is read. */
export interface ReadStyle {
  /** Responses arrive as they are written. Otherwise each ends with its first bytes. */
  readonly streams: boolean;
  readonly holdMs: number;
  readonly beatMs: number;
}

/** One range asked for. */
export interface PendingRead {
  readonly from: number;
  readonly endOffset: number;
  readonly holdMs: number;
  readonly lingerMs: number;
  readonly beatMs: number;
  /** Asked for while bytes were flowing. */
  readonly isFlowing: boolean;
  readonly renewAtMs: number;
  readonly departure: Departure;
}

export interface DownlinkOptions {
  /** Bytes that may wait for the app, those on their way included. */
  readonly windowBytes: number;
  /** Where the stream goes on, in a session that is resumed. */
  readonly resumeOffset?: number | undefined;
}

/**
 * The receiving half of a stream: what is asked for next, and how much.
 *
 * A quiet stream has one READ open. While bytes flow, READs of the ranges that follow keep as
 * many bytes on their way as the path holds.
 */
export class Downlink {
  readonly #windowBytes: number;
  readonly #flight: FlightWindow;
  readonly #reassembly: Reassembly;
  /** READs under way, in the order of their ranges. */
  #reads: PendingRead[] = [];
  #confirmedOffset: number;
  /** Halved when an answer brings nothing, doubled again as they come whole. */
  #lossLimitBytes = Number.POSITIVE_INFINITY;
  #endOffset: number | undefined;
  /** The last READ that repeats another's; it may be for less than a quiet stream's READ is. */
  #hedge: PendingRead | undefined;
  /** When bytes last came; a stream begins quiet. */
  #lastDataAtMs = Number.NEGATIVE_INFINITY;

  constructor({ windowBytes, resumeOffset = 0 }: DownlinkOptions) {
    this.#windowBytes = windowBytes;
    this.#flight = new FlightWindow(windowBytes);
    this.#reassembly = new Reassembly(resumeOffset);
    this.#confirmedOffset = resumeOffset;
  }

  /** How many bytes have come, each counted once. */
  get arrivedBytes(): number {
    return this.receivedOffset + this.#reassembly.waitingBytes;
  }

  /** Everything below has been handed on. */
  get receivedOffset(): number {
    return this.#reassembly.nextOffset;
  }

  /** Everything below is its owner's: the server may forget it. */
  get confirmedOffset(): number {
    return this.#confirmedOffset;
  }

  /** The first byte that is not asked for while the app has not read what there is. */
  get limitOffset(): number {
    return this.#confirmedOffset + this.#windowBytes;
  }

  /** Whether the stream has ended and every byte of it has been handed on. */
  get isFinished(): boolean {
    return this.#endOffset === this.receivedOffset;
  }

  /** What is next in order now, or nothing if the server sent what cannot be. */
  receive(offset: number, bytes: Uint8Array, nowMs: number): Uint8Array[] | undefined {
    const end = offset + bytes.length;
    if (end > this.limitOffset || end > (this.#endOffset ?? end)) return undefined;
    const before = this.arrivedBytes;
    const chunks = this.#reassembly.insert(offset, bytes);
    this.#flight.arrive(this.arrivedBytes - before, nowMs);
    this.#lastDataAtMs = nowMs;
    return chunks;
  }

  /** @returns false if the end contradicts what came before */
  finish(offset: number): boolean {
    if (offset < this.#reassembly.endOffset) return false;
    this.#endOffset ??= offset;
    return this.#endOffset === offset;
  }

  /**
   * Asks once more, on another way, for the first `limitBytes` of what `read` still has to bring.
   * The stream goes back to the way that it takes otherwise before long.
   */
  repeat(read: PendingRead, limitBytes: number, nowMs: number): PendingRead | undefined {
    const from = this.#reassembly.missingFrom(read.from);
    // The rest is on its way, and would be asked for anew: it would come twice.
    const isTooMuch = read.isFlowing && read.endOffset - from > limitBytes;
    if (isTooMuch || !this.countsOn(read)) return undefined;
    this.forget(read);
    const held = this.#reassembly.heldAbove(from);
    const style = {
      streams: read.lingerMs > 0,
      holdMs: Math.min(read.holdMs, HEDGE_HOLD_MS),
      beatMs: read.beatMs,
    };
    const endOffset = Math.min(read.endOffset, from + limitBytes, held);
    const again = this.#ask(from, endOffset, read.isFlowing, nowMs, style);
    if (again) this.#hedge = again;
    return again;
  }

  /** The app has taken everything below `offset`. */
  confirm(offset: number): void {
    this.#confirmedOffset = Math.max(this.#confirmedOffset, offset);
  }

  /** The READ's response has begun. */
  begun(read: PendingRead, nowMs: number): void {
    this.#flight.sampleRtt(read.departure, nowMs);
  }

  /** The READ's response is over, however it ended. */
  ended(read: PendingRead, nowMs: number): void {
    this.forget(read);
    const isComplete = this.#isComplete(read);
    if (isComplete) this.#flight.sampleRate(read.departure, nowMs);
    this.#lossLimitBytes *= isComplete ? 2 : 1;
  }

  /** The READ's response broke. If it brought nothing, less may get through. */
  broke(read: PendingRead, nowMs: number): void {
    const broughtNothing = this.#reassembly.missingFrom(read.from) === read.from;
    if (broughtNothing && this.#reads.includes(read)) {
      const half = Math.ceil((read.endOffset - read.from) / 2);
      this.#lossLimitBytes = Math.max(half, SMALLEST_READ_BYTES);
    }
    this.ended(read, nowMs);
  }

  /** Whether bytes are still due from this READ, and from no newer one. */
  countsOn(read: PendingRead): boolean {
    return this.#reads.includes(read) && !this.#isComplete(read) && !this.isFinished;
  }

  /** The READ may still be answered, but is not counted on. */
  forget(read: PendingRead): void {
    this.#reads = this.#reads.filter((other) => other !== read);
  }

  /**
   * The next range to ask for, or nothing for now. What two READs ask for, the server gives to
   * the newer one only.
   */
  next(nowMs: number, style: ReadStyle): PendingRead | undefined {
    if (this.isFinished) return undefined;
    const isFlowing = nowMs < this.#quietAtMs;
    const asked = this.#askedOffset();
    if (asked === this.receivedOffset) return this.#askMissing(isFlowing, nowMs, style);
    if (this.#isRenewalDue(asked, isFlowing, nowMs)) return this.#renew(asked, nowMs, style);
    return isFlowing ? this.#askMore(asked, nowMs, style) : undefined;
  }

  /** When `next` may have something to ask for without anything having come, in ms. */
  get dueAtMs(): number {
    const [current] = this.#live;
    if (!current) return Number.POSITIVE_INFINITY;
    return this.#isLeftover(current) ? this.#quietAtMs : current.renewAtMs;
  }

  get #quietAtMs(): number {
    return this.#lastDataAtMs + QUIET_AFTER_MS;
  }

  /** The READs that may still bring bytes. */
  get #live(): PendingRead[] {
    return this.#reads.filter((read) => !this.#isComplete(read));
  }

  #isComplete({ from, endOffset }: PendingRead): boolean {
    return this.#reassembly.missingFrom(from) >= endOffset;
  }

  get #windowOfFlight(): number {
    return Math.ceil(Math.min(this.#flight.windowBytes, this.#lossLimitBytes));
  }

  /** The first byte that neither has come nor is asked for. */
  #askedOffset(): number {
    let asked = this.#reassembly.missingFrom(this.receivedOffset);
    for (const { from, endOffset } of this.#reads) {
      if (from > asked) break;
      asked = this.#reassembly.missingFrom(Math.max(asked, endOffset));
    }
    return asked;
  }

  /** What comes next is asked for by no READ, or by none any more. */
  #askMissing(isFlowing: boolean, nowMs: number, style: ReadStyle): PendingRead | undefined {
    const from = this.receivedOffset;
    const following = this.#live[0]?.from ?? Number.POSITIVE_INFINITY;
    const held = this.#reassembly.heldAbove(from);
    const endOffset = Math.min(from + this.#windowOfFlight, this.limitOffset, following, held);
    return this.#ask(from, endOffset, isFlowing, nowMs, style);
  }

  #askMore(asked: number, nowMs: number, style: ReadStyle): PendingRead | undefined {
    if (this.#reads.length >= MAX_READS) return undefined;
    const windowBytes = this.#windowOfFlight;
    const endOffset = Math.min(this.receivedOffset + windowBytes, this.limitOffset);
    const worthwhileBytes = Math.max(
      Math.min(this.#flight.pieceBytes, windowBytes / 2),
      windowBytes / (MAX_READS - 1),
    );
    if (endOffset - asked < worthwhileBytes) return undefined;
    return this.#ask(asked, endOffset, true, nowMs, style);
  }

  /** One READ for all that follows, in place of those that the flow left behind. */
  #renew(asked: number, nowMs: number, style: ReadStyle): PendingRead | undefined {
    const from = this.receivedOffset;
    const endOffset = Math.min(Math.max(from + this.#windowOfFlight, asked), this.limitOffset);
    this.#reads = [];
    return this.#ask(from, endOffset, false, nowMs, style);
  }

  #isRenewalDue(asked: number, isFlowing: boolean, nowMs: number): boolean {
    const [current] = this.#live;
    if (!current) return false;
    if (nowMs >= current.renewAtMs) return true;
    if (isFlowing) return false;
    const isShort =
      current !== this.#hedge && asked - this.receivedOffset < this.#windowOfFlight / 4;
    return this.#isLeftover(current) || (isShort && asked < this.limitOffset);
  }

  /** Whether more is open than a quiet stream needs. */
  #isLeftover(current: PendingRead): boolean {
    return current.isFlowing || this.#live.length > 1;
  }

  #ask(
    from: number,
    endOffset: number,
    isFlowing: boolean,
    nowMs: number,
    { streams, holdMs, beatMs }: ReadStyle,
  ): PendingRead | undefined {
    if (endOffset <= from) return undefined;
    const rttMs = Math.min(this.#flight.rttMs, holdMs / 8);
    const read = {
      from,
      endOffset,
      holdMs,
      lingerMs: streams ? holdMs : 0,
      beatMs: isFlowing ? Math.min(FLOWING_BEAT_MS, beatMs) : beatMs,
      isFlowing,
      // In time for its successor to be there before it ends.
      renewAtMs: streams ? nowMs + holdMs - 2 * rttMs : Number.POSITIVE_INFINITY,
      departure: this.#flight.depart(nowMs),
    };
    this.#reads.push(read);
    this.#reads.sort((a, b) => a.from - b.from);
    return read;
  }
}
