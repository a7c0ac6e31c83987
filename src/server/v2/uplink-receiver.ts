import type { Duplex } from 'node:stream';
import { Reassembly } from '../../meek/v2/reassembly.ts';
import { ResetCode } from '../../meek/v2/wire.ts';
import type { ByteBudget } from './byte-budget.ts';

export interface UplinkReceiverOptions {
  readonly windowBytes: number;
  readonly budget: ByteBudget;
  /** The upstream has taken bytes, so that more may come. */
  readonly onTaken: () => void;
}

/** A session's bytes on their way to the upstream, put in order and held until it takes them. */
export class UplinkReceiver {
  readonly #windowBytes: number;
  readonly #budget: ByteBudget;
  readonly #onTaken: () => void;
  readonly #reassembly = new Reassembly();
  #upstream: Duplex | undefined;
  /** In order, for an upstream that is still being dialled. */
  #early: Uint8Array[] = [];
  /** Bytes in order that the upstream has not taken. */
  #backlogBytes = 0;
  #endOffset: number | undefined;
  #hasEnded = false;
  #isGone = false;

  constructor({ windowBytes, budget, onTaken }: UplinkReceiverOptions) {
    this.#windowBytes = windowBytes;
    this.#budget = budget;
    this.#onTaken = onTaken;
  }

  /** Everything below is here. */
  get offset(): number {
    return this.#reassembly.nextOffset;
  }

  /** What may be sent lies below. It never goes down. */
  get limit(): number {
    return this.offset - this.#backlogBytes + this.#windowBytes;
  }

  /** Takes bytes, or nothing of them and says why. */
  receive(offset: number, bytes: Uint8Array): ResetCode | undefined {
    const end = offset + bytes.length;
    if (end > this.limit || end > (this.#endOffset ?? end)) return ResetCode.protocol;
    if (end <= this.offset || this.#isGone) return undefined;
    const isNext = offset <= this.offset;
    if (!isNext && !this.#reassembly.hasRoom) return ResetCode.busy;
    const holdsNothing = this.#backlogBytes === 0 && this.#reassembly.waitingBytes === 0;
    if (this.#budget.isSpent && !(isNext && holdsNothing)) return ResetCode.busy;
    const heldBefore = this.#reassembly.waitingBytes;
    const chunks = this.#reassembly.insert(offset, bytes);
    this.#budget.add(this.#reassembly.waitingBytes - heldBefore);
    for (const chunk of chunks) this.#forward(chunk);
    this.#endIfComplete();
    return undefined;
  }

  /** The stream ends at `offset`; refused if that contradicts what came before. */
  finish(offset: number): ResetCode | undefined {
    const isPossible = offset >= this.#reassembly.endOffset && offset <= this.limit;
    if (!isPossible || (this.#endOffset ?? offset) !== offset) return ResetCode.protocol;
    this.#endOffset = offset;
    this.#endIfComplete();
    return undefined;
  }

  attach(upstream: Duplex): void {
    this.#upstream = upstream;
    const early = this.#early;
    this.#early = [];
    for (const chunk of early) this.#write(upstream, chunk);
    this.#endIfComplete();
  }

  /** Lets go of everything. */
  destroy(): void {
    this.#isGone = true;
    this.#budget.add(-this.#backlogBytes - this.#reassembly.waitingBytes);
    this.#backlogBytes = 0;
  }

  #forward(chunk: Uint8Array): void {
    this.#backlogBytes += chunk.length;
    this.#budget.add(chunk.length);
    if (this.#upstream) this.#write(this.#upstream, chunk);
    else this.#early.push(chunk);
  }

  #write(upstream: Duplex, chunk: Uint8Array): void {
    const taken = () => {
      if (this.#isGone) return;
      this.#backlogBytes -= chunk.length;
      this.#budget.add(-chunk.length);
      this.#onTaken();
    };
    // A stream that broke calls back at once; its end is noticed by whoever reads it.
    if (upstream.writable) upstream.write(chunk, taken);
    else taken();
  }

  #endIfComplete(): void {
    if (this.offset !== this.#endOffset || !this.#upstream || this.#hasEnded) return;
    this.#hasEnded = true;
    if (this.#upstream.writable) this.#upstream.end();
  }
}
