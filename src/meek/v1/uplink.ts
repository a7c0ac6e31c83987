import { Wakeup } from '../wakeup.ts';

/** Bytes accepted from the app and not yet acknowledged by the server (lantern-box: 1 MiB). */
export const BACKLOG_LIMIT_BYTES = 1024 * 1024;

/** The uplink's backlog: a bounded queue whose head stays until it is known to have arrived. */
export class Uplink {
  readonly #limitBytes: number;
  readonly #onData: () => void;
  readonly #room = new Wakeup();
  #chunks: Uint8Array[] = [];
  #sizeBytes = 0;

  constructor(onData: () => void, limitBytes = BACKLOG_LIMIT_BYTES) {
    this.#onData = onData;
    this.#limitBytes = limitBytes;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Takes `chunk` piece by piece, waiting for room; rejects with the signal's reason. */
  async push(chunk: Uint8Array, signal: AbortSignal): Promise<void> {
    let rest = chunk;
    while (rest.length > 0) {
      signal.throwIfAborted();
      const piece = rest.subarray(0, this.#limitBytes - this.#sizeBytes);
      if (piece.length === 0) await this.#room.wait();
      else this.#append(piece);
      rest = rest.subarray(piece.length);
    }
  }

  /** Lets those who wait for room look again: the session ended. */
  wake(): void {
    this.#room.wake();
  }

  /** The next bytes, at most `limitBytes` of them. They stay until `drop`. */
  peek(limitBytes: number): Uint8Array {
    const bytes = new Uint8Array(Math.min(limitBytes, this.#sizeBytes));
    let offset = 0;
    for (const chunk of this.#chunks) {
      if (offset === bytes.length) break;
      const piece = chunk.subarray(0, bytes.length - offset);
      bytes.set(piece, offset);
      offset += piece.length;
    }
    return bytes;
  }

  /** Forgets the first `lengthBytes`, which the server has. */
  drop(lengthBytes: number): void {
    if (lengthBytes === 0) return;
    if (lengthBytes > this.#sizeBytes) throw new RangeError('More was dropped than there was.');
    let rest = lengthBytes;
    let whole = 0;
    for (const chunk of this.#chunks) {
      if (chunk.length > rest) break;
      rest -= chunk.length;
      whole += 1;
    }
    this.#chunks.splice(0, whole);
    const [first] = this.#chunks;
    if (first) this.#chunks[0] = first.subarray(rest);
    this.#sizeBytes -= lengthBytes;
    this.#room.wake();
  }

  #append(piece: Uint8Array): void {
    this.#chunks.push(piece);
    this.#sizeBytes += piece.length;
    this.#onData();
  }
}
