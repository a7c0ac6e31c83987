import type { Clock } from '../../meek/clock.ts';
import {
  encodeAck,
  encodeDataHeader,
  encodeFin,
  encodePad,
  encodeReset,
  type Read,
} from '../../meek/v2/frames.ts';
import { ResetCode } from '../../meek/v2/wire.ts';
import type { DownlinkSender } from './downlink-sender.ts';

/** As many bytes go into one DATA frame at most: a client acts on what it has of it anyway. */
const DATA_FRAME_BYTES = 256 * 1024;

/** No client makes a response stay open for longer, or beat faster, in ms. */
const LONGEST_HOLD_MS = 300_000;
const SHORTEST_BEAT_MS = 250;

/** Where a response's frames go. */
export interface FrameSink {
  /** @returns whether more may be written now, and not only when it has drained */
  write(chunks: readonly Uint8Array[]): boolean;
  end(): void;
}

/** One READ being answered: bytes as they come, until its limit or its time is used up. */
export class Reading {
  readonly #downlink: DownlinkSender;
  readonly #sink: FrameSink;
  readonly #clock: Clock;
  readonly #onEnd: () => void;
  readonly #beatMs: number;
  readonly #lingerMs: number;
  #position: number;
  #endOffset: number;
  #isBlocked = false;
  #isOver = false;
  #lastWriteAtMs: number;
  #cancelHold: () => void;
  #cancelBeat: () => void = () => {};
  #isLingering = false;

  constructor(
    read: Read,
    parts: { downlink: DownlinkSender; sink: FrameSink; clock: Clock; onEnd: () => void },
  ) {
    this.#downlink = parts.downlink;
    this.#sink = parts.sink;
    this.#clock = parts.clock;
    this.#onEnd = parts.onEnd;
    this.#position = read.from;
    this.#endOffset = read.from + read.limitBytes;
    this.#lingerMs = read.lingerMs;
    this.#beatMs = Math.max(read.beatMs, SHORTEST_BEAT_MS);
    this.#lastWriteAtMs = this.#clock.nowMs();
    const holdMs = Math.min(read.holdMs, LONGEST_HOLD_MS);
    this.#cancelHold = this.#clock.schedule(holdMs, () => this.end());
    this.#beat();
  }

  /** Writes what there is to write. */
  feed(): void {
    // What the client acknowledged meanwhile it has from elsewhere.
    this.#position = Math.max(this.#position, this.#downlink.startOffset);
    while (!this.#isOver && !this.#isBlocked && this.#availableBytes > 0) this.#writeData();
    if (this.#isOver || this.#isBlocked) return;
    const { state, endOffset } = this.#downlink;
    if (state !== 'open' && this.#position >= endOffset) {
      const isClean = state === 'ended';
      this.#write([isClean ? encodeFin(endOffset) : encodeReset(ResetCode.upstreamFailed)]);
      this.end();
    } else if (this.#position >= this.#endOffset) {
      this.end();
    }
  }

  /** The sink takes more again. */
  drained(): void {
    this.#isBlocked = false;
    this.feed();
  }

  /** A newer READ asks for some of the same bytes: they are its own. */
  yieldTo({ from, limitBytes }: Read): void {
    const overlaps = from < this.#endOffset && from + limitBytes > this.#position;
    if (!overlaps) return;
    this.#endOffset = Math.max(this.#position, from);
    if (this.#position >= this.#endOffset) this.end();
  }

  /** The client may send more. */
  tell(offset: number, limit: number): void {
    if (this.#isBlocked) return;
    this.#write([encodeAck(offset, limit)]);
    this.#linger();
  }

  refuse(code: ResetCode): void {
    if (this.#isOver) return;
    this.#write([encodeReset(code)]);
    this.end();
  }

  end(): void {
    if (this.#isOver) return;
    this.close();
    this.#sink.end();
  }

  /** The client is gone, or the response complete. */
  close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#cancelHold();
    this.#cancelBeat();
    this.#onEnd();
  }

  get #availableBytes(): number {
    return Math.min(this.#endOffset, this.#downlink.endOffset) - this.#position;
  }

  #writeData(): void {
    const byteLength = Math.min(this.#availableBytes, DATA_FRAME_BYTES);
    const slices = this.#downlink.slices(this.#position, byteLength);
    const header = encodeDataHeader(this.#position, byteLength);
    this.#position += byteLength;
    this.#write([header, ...slices]);
    this.#linger();
  }

  #write(frames: readonly Uint8Array[]): void {
    this.#lastWriteAtMs = this.#clock.nowMs();
    this.#isBlocked = !this.#sink.write(frames);
  }

  #linger(): void {
    if (this.#isLingering || this.#isOver) return;
    this.#isLingering = true;
    const cancelHold = this.#cancelHold;
    const cancelLinger = this.#clock.schedule(this.#lingerMs, () => this.end());
    this.#cancelHold = () => {
      cancelHold();
      cancelLinger();
    };
  }

  #beat(): void {
    const restMs = this.#lastWriteAtMs + this.#beatMs - this.#clock.nowMs();
    if (restMs <= 0 && !this.#isBlocked) this.#write([encodePad()]);
    this.#cancelBeat = this.#clock.schedule(restMs > 0 ? restMs : this.#beatMs, () => this.#beat());
  }
}
