import { ByteLog } from './byte-log.ts';
import { type Departure, FlightWindow } from './flight-window.ts';
import { LostRanges, type Range } from './lost-ranges.ts';
import { INITIAL_ALLOWANCE_BYTES } from './wire.ts';

/**
 * With posts under way, a few bytes wait so long for more, in ms: each post costs the browser. The
 * second is often a new connection's, after the end of another one.
 */
const BATCH_MS = 5;
const SECOND_POST_MS = 1;

/** A path that loses posts gets them in this size at least, in bytes. */
const SMALLEST_POST_BYTES = 16 * 1024;

/** As many posts are under way at once at most. */
const MAX_POSTS = 16;

/** A range of the stream on its way to the server. */
export interface Post extends Range {
  readonly chunks: readonly Uint8Array[];
  /** The stream ends at `endOffset`. */
  readonly isLast: boolean;
  readonly departure: Departure;
}

export interface UplinkOptions {
  /** Bytes that are kept until the server has them. */
  readonly windowBytes: number;
  /** Where the stream goes on, in a session that is resumed. */
  readonly resumeOffset?: number | undefined;
}

/**
 * The sending half of a stream: which bytes go out next, and which again.
 *
 * A byte is kept until it is acknowledged. What was sent counts as under way until its exchange
 * ends; if it ends badly the range is sent again, and the server drops what it already has.
 */
export class Uplink {
  readonly #log: ByteLog;
  readonly #windowBytes: number;
  readonly #flight: FlightWindow;
  /** Posts under way, and those that landed beyond a gap and so are not acknowledged yet. */
  readonly #flying = new Set<Post>();
  #landed: Post[] = [];
  readonly #lost = new LostRanges();
  /** Everything below has been sent at least once. */
  #sentOffset: number;
  /** Whoever used the session before may have sent more, which may land at any time. */
  readonly #isResumed: boolean;
  #acknowledgedOffset: number;
  #limit: number;
  #flyingBytes = 0;
  #lastPostAtMs = Number.NEGATIVE_INFINITY;
  #isEnded = false;
  #end: 'unsaid' | 'flying' | 'known' = 'unsaid';
  /** Halved when posts are lost, doubled again as they land. */
  #postLimitBytes = Number.POSITIVE_INFINITY;

  constructor({ windowBytes, resumeOffset }: UplinkOptions) {
    const offset = resumeOffset ?? 0;
    this.#log = new ByteLog(offset);
    this.#sentOffset = offset;
    this.#isResumed = resumeOffset !== undefined;
    this.#acknowledgedOffset = offset;
    this.#limit = resumeOffset ?? INITIAL_ALLOWANCE_BYTES;
    this.#windowBytes = windowBytes;
    this.#flight = new FlightWindow(windowBytes);
  }

  /** Every byte below is the server's. */
  get acknowledgedOffset(): number {
    return this.#acknowledgedOffset;
  }

  get roomBytes(): number {
    return this.#windowBytes - this.#log.byteLength;
  }

  get flyingBytes(): number {
    return this.#flyingBytes;
  }

  /** Bytes for each ms that lately arrived; 0 when unknown. */
  get rate(): number {
    return this.#flight.rate;
  }

  get rttMs(): number {
    return this.#flight.rttMs;
  }

  /** Whether the server has every byte and knows that there will be no more. */
  get isFinished(): boolean {
    return this.#end === 'known' && this.#log.byteLength === 0;
  }

  /** Whether bytes wait that the server does not take yet. */
  get isBlocked(): boolean {
    return this.#sentOffset >= this.#limit && this.#log.endOffset > this.#sentOffset;
  }

  /** When a batch that is too small now will go out anyway. */
  get batchDueAtMs(): number {
    return this.#lastPostAtMs + (this.#flying.size < 2 ? SECOND_POST_MS : BATCH_MS);
  }

  append(bytes: Uint8Array): void {
    if (this.#isEnded) throw new RangeError('The stream has ended.');
    this.#log.append(bytes);
    this.#dropAcknowledged();
  }

  end(): void {
    this.#isEnded = true;
  }

  /** The next range to send, or nothing for now. */
  next(nowMs: number, maxPostBytes: number): Post | undefined {
    if (this.#flying.size >= MAX_POSTS) return undefined;
    const postBytes = Math.max(
      Math.min(this.#flight.pieceBytes, maxPostBytes, this.#postLimitBytes),
      Math.min(SMALLEST_POST_BYTES, maxPostBytes),
    );
    const range =
      this.#lost.take(this.acknowledgedOffset, postBytes) ?? this.#nextFresh(nowMs, postBytes);
    return range && this.#send(range, nowMs);
  }

  /** The server answered: it has these bytes, though not perhaps those before. */
  land(post: Post, nowMs: number): void {
    if (!this.#flying.delete(post)) return;
    const byteLength = post.endOffset - post.offset;
    this.#flyingBytes -= byteLength;
    this.#flight.arrive(byteLength, nowMs);
    this.#flight.sampleRtt(post.departure, nowMs);
    if (byteLength > 0) this.#flight.sampleRate(post.departure, nowMs);
    this.#postLimitBytes *= 2;
    if (post.isLast) this.#end = 'known';
    this.#landed.push(post);
    this.#reviewLanded();
  }

  /** The exchange failed: the server may have all of it, a part, or nothing. */
  lose(post: Post): void {
    if (!this.#flying.delete(post)) return;
    const byteLength = post.endOffset - post.offset;
    this.#flyingBytes -= byteLength;
    if (byteLength > SMALLEST_POST_BYTES) {
      this.#postLimitBytes = Math.max(Math.ceil(byteLength / 2), SMALLEST_POST_BYTES);
    }
    if (post.isLast) this.#end = 'unsaid';
    this.#markLost(post);
    this.#reviewLanded();
  }

  /** @returns false if the server acknowledges what was never sent */
  acknowledge(offset: number, limit: number): boolean {
    if (offset > this.#sentOffset && !this.#isResumed) return false;
    this.#limit = Math.max(this.#limit, limit);
    this.#acknowledgedOffset = Math.max(this.#acknowledgedOffset, offset);
    this.#dropAcknowledged();
    return true;
  }

  /** A session that is resumed may be acknowledged bytes that its owner still has to repeat. */
  #dropAcknowledged(): void {
    const offset = Math.min(this.#acknowledgedOffset, this.#log.endOffset);
    this.#log.drop(offset);
    this.#sentOffset = Math.max(this.#sentOffset, offset);
    if (this.#landed.length === 0) return;
    this.#landed = this.#landed.filter(({ endOffset }) => endOffset > offset);
  }

  #nextFresh(nowMs: number, postBytes: number): Range | undefined {
    const offset = this.#sentOffset;
    const endOffset = Math.min(offset + postBytes, this.#log.endOffset, this.#limit);
    const byteLength = endOffset - offset;
    const isLast = this.#isEnded && endOffset === this.#log.endOffset;
    if (byteLength <= 0)
      return isLast && this.#end === 'unsaid' ? { offset, endOffset } : undefined;
    if (this.#flying.size === 0) return { offset, endOffset };
    // By one post more than the window, which may be as small as two of them.
    if (this.#flyingBytes >= this.#flight.windowBytes) return undefined;
    const isFull = byteLength >= postBytes || isLast;
    return isFull || nowMs >= this.batchDueAtMs ? { offset, endOffset } : undefined;
  }

  #send({ offset, endOffset }: Range, nowMs: number): Post {
    const byteLength = endOffset - offset;
    const isLast = this.#isEnded && endOffset === this.#log.endOffset;
    const chunks = this.#log.slices(offset, byteLength);
    const post = { offset, endOffset, chunks, isLast, departure: this.#flight.depart(nowMs) };
    if (isLast) this.#end = 'flying';
    this.#sentOffset = Math.max(this.#sentOffset, endOffset);
    this.#lastPostAtMs = nowMs;
    this.#flyingBytes += byteLength;
    this.#flying.add(post);
    return post;
  }

  /** What landed, is not acknowledged and waits for nothing under way was not kept. */
  #reviewLanded(): void {
    const flying = [...this.#flying].map(({ offset }) => offset);
    const firstPending = Math.min(this.#lost.firstOffset, ...flying);
    const kept = this.#landed.filter(({ offset }) => firstPending < offset);
    for (const post of this.#landed) if (firstPending >= post.offset) this.#markLost(post);
    this.#landed = kept;
  }

  #markLost(range: Range): void {
    if (range.endOffset > this.acknowledgedOffset) this.#lost.add(range);
  }
}
