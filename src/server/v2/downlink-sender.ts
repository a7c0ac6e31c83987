import type { Duplex } from 'node:stream';
import { ByteLog } from '../../meek/v2/byte-log.ts';
import type { ByteBudget } from './byte-budget.ts';

/**
 * Bytes that nobody has asked for yet. What one connection of a tunnel has waiting here, all others
 * wait behind: enough to answer the next READ at once, and no more.
 */
const READ_AHEAD_BYTES = 256 * 1024;

export interface DownlinkSenderOptions {
  readonly windowBytes: number;
  readonly budget: ByteBudget;
  /** There are more bytes, or there will be none any more. */
  readonly onNews: () => void;
}

/** The upstream's bytes, kept until the client has them. */
export class DownlinkSender {
  readonly #windowBytes: number;
  readonly #budget: ByteBudget;
  readonly #onNews: () => void;
  readonly #log = new ByteLog();
  #upstream: Duplex | undefined;
  /** The first byte that no READ has asked for. */
  #askedOffset = 0;
  /** `ended`: the upstream's clean end. `failed`: it broke, or was destroyed. */
  #state: 'open' | 'ended' | 'failed' = 'open';
  #isGone = false;

  constructor({ windowBytes, budget, onNews }: DownlinkSenderOptions) {
    this.#windowBytes = windowBytes;
    this.#budget = budget;
    this.#onNews = onNews;
  }

  get state(): 'open' | 'ended' | 'failed' {
    return this.#state;
  }

  /** The first byte that the client may still ask for, and the one after the last. */
  get startOffset(): number {
    return this.#log.startOffset;
  }

  get endOffset(): number {
    return this.#log.endOffset;
  }

  slices(offset: number, limitBytes: number): Uint8Array[] {
    return this.#log.slices(offset, limitBytes);
  }

  attach(upstream: Duplex): void {
    this.#upstream = upstream;
    upstream.on('data', (chunk: Buffer) => this.#receive(chunk));
    upstream.on('end', () => this.#finish('ended'));
    upstream.on('error', () => this.#finish('failed'));
    upstream.on('close', () => this.#finish('failed'));
  }

  /** The client waits for everything below `offset`. */
  ask(offset: number): void {
    this.#askedOffset = Math.max(this.#askedOffset, offset);
    this.#resume();
  }

  /** @returns false if the client acknowledges what was never there */
  acknowledge(offset: number): boolean {
    if (offset > this.#log.endOffset) return false;
    const before = this.#log.byteLength;
    this.#log.drop(offset);
    this.#budget.add(this.#log.byteLength - before);
    this.#resume();
    return true;
  }

  destroy(): void {
    this.#isGone = true;
    this.#budget.add(-this.#log.byteLength);
    this.#finish('failed');
  }

  get #isFull(): boolean {
    const heldBytes = this.#log.byteLength;
    if (this.#log.endOffset - this.#askedOffset >= READ_AHEAD_BYTES) return true;
    return heldBytes >= this.#windowBytes || (heldBytes > 0 && this.#budget.isSpent);
  }

  #resume(): void {
    if (!this.#isFull && this.#upstream?.isPaused()) this.#upstream.resume();
  }

  #receive(chunk: Buffer): void {
    if (this.#isGone) return;
    this.#log.append(chunk);
    this.#budget.add(chunk.length);
    if (this.#isFull) this.#upstream?.pause();
    this.#onNews();
  }

  #finish(state: 'ended' | 'failed'): void {
    if (this.#state !== 'open') return;
    this.#state = state;
    this.#onNews();
  }
}
