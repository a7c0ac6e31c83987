import { Duplex } from 'node:stream';

/** What may wait in each direction, in bytes; more would only delay what is written last. */
const BUFFER_BYTES = 64 * 1024;

/**
 * Two streams, each the other's far end, for what speaks TLS inside this process.
 *
 * Unlike Node's `duplexPair`, a write is never delivered before it returns: Node's HTTP/2 fails
 * an assertion, and the process with it, when an answer comes while it still writes.
 */
export function deferredDuplexPair(): [Duplex, Duplex] {
  const [left, right] = [new PairedDuplex(), new PairedDuplex()];
  left.farEnd = right;
  right.farEnd = left;
  return [left, right];
}

class PairedDuplex extends Duplex {
  farEnd!: PairedDuplex;
  /** Tells the writer that its bytes were read. */
  #onRead: (() => void) | null = null;

  constructor() {
    super({ readableHighWaterMark: BUFFER_BYTES, writableHighWaterMark: BUFFER_BYTES });
  }

  override _read(): void {
    const onRead = this.#onRead;
    this.#onRead = null;
    if (onRead) process.nextTick(onRead);
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    process.nextTick(() => this.farEnd.#deliver([chunk], done));
  }

  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    const buffers = chunks.map(({ chunk }) => chunk);
    process.nextTick(() => this.farEnd.#deliver(buffers, done));
  }

  override _final(done: () => void): void {
    process.nextTick(() => {
      this.farEnd.push(null);
      done();
    });
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const isOver = this.readableEnded && this.writableFinished;
    if (!isOver)
      process.nextTick(() => this.farEnd.destroy(error ?? new Error('The far end left.')));
    this._read();
    done(error);
  }

  #deliver(chunks: Buffer[], done: () => void): void {
    let wantsMore = true;
    for (const chunk of chunks) wantsMore = this.push(chunk);
    if (wantsMore || this.destroyed) done();
    else this.#onRead = done;
  }
}
