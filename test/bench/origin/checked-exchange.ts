import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { pseudoRandomBytes } from '../../../dev/pseudo-random.ts';
import type { Compared } from './requests.ts';

const TICK_MS = 10;

/** The bytes of each direction; they differ also when both are equally many. */
export function downlinkBytes(length: number): Buffer {
  return pseudoRandomBytes(length);
}

export function uplinkBytes(length: number): Buffer {
  return pseudoRandomBytes(length).reverse();
}

/** Writes `bytes` at a steady rate, with a rest in the middle. */
export async function sendPaced(
  socket: Socket,
  bytes: Buffer,
  bytesPerSecond: number,
  restMs: number,
): Promise<void> {
  let offset = 0;
  let startMs = performance.now();
  let hasRested = restMs === 0;
  while (offset < bytes.length && !socket.destroyed) {
    if (!hasRested && offset >= bytes.length / 2) {
      hasRested = true;
      await sleep(restMs);
      startMs += restMs;
    }
    const due = Math.ceil(((performance.now() - startMs) / 1000) * bytesPerSecond);
    const end = Math.min(bytes.length, Math.max(due, offset + 1), offset + 1024 * 1024);
    if (!socket.write(bytes.subarray(offset, end))) await drained(socket);
    offset = end;
    if (due < bytes.length) await sleep(TICK_MS);
  }
}

/** Compares what arrives with what should, byte for byte. */
export class Comparison {
  readonly #expected: Buffer;
  #offset = 0;
  #isExact = true;
  #lastMs = performance.now();
  #longestGapMs = 0;

  constructor(expected: Buffer) {
    this.#expected = expected;
  }

  /** Takes what belongs to it, and returns what follows. */
  take(chunk: Buffer): Buffer {
    this.#endGap();
    const own = chunk.subarray(0, this.#expected.length - this.#offset);
    const expected = this.#expected.subarray(this.#offset, this.#offset + own.length);
    if (!own.equals(expected)) this.#isExact = false;
    this.#offset += own.length;
    return chunk.subarray(own.length);
  }

  get isComplete(): boolean {
    return this.#offset === this.#expected.length;
  }

  result(): Compared {
    if (!this.isComplete) this.#endGap();
    return {
      bytes: this.#offset,
      isExact: this.#isExact && this.isComplete,
      longestGapMs: Math.round(this.#longestGapMs),
    };
  }

  #endGap(): void {
    const nowMs = performance.now();
    this.#longestGapMs = Math.max(this.#longestGapMs, nowMs - this.#lastMs);
    this.#lastMs = nowMs;
  }
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      socket.off('drain', done).off('close', done);
      resolve();
    };
    socket.on('drain', done).on('close', done);
  });
}
