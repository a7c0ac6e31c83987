import { Duplex } from 'node:stream';
import type { Pipe } from '../meek/pipe.ts';
import { TunnelError } from './errors.ts';

/** What may wait on either side of the pipe, in bytes: enough for a few TLS records. */
const BUFFER_BYTES = 64 * 1024;

/**
 * A pipe as Node's TLS wants it.
 *
 * By hand, as `Duplex.fromWeb` writes every TLS record by itself: here those that were produced
 * together go out together, and so in one frame or request of the carrier.
 */
export class PipeDuplex extends Duplex {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #onMoved: (byteLength: number) => void;

  /** @param onMoved told of what comes, and of what goes */
  constructor(pipe: Pipe, onMoved: (byteLength: number) => void = () => {}) {
    super({ readableHighWaterMark: BUFFER_BYTES, writableHighWaterMark: BUFFER_BYTES });
    this.#onMoved = onMoved;
    this.#reader = pipe.readable.getReader();
    this.#writer = pipe.writable.getWriter();
    // A pipe that breaks while nothing is read or written.
    pipe.closed.catch((error) => this.destroy(error));
    // TLS would go on with the other half, which is of no use to a tunnel.
    this.once('end', () => this.destroy(new TunnelError('TUNNEL_LOST', 'The pipe has ended.')));
  }

  override _read(): void {
    this.#reader.read().then(
      ({ done, value }) => {
        this.#onMoved(value?.length ?? 0);
        this.push(done ? null : value);
      },
      (error) => this.destroy(error),
    );
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error) => void): void {
    this.#onMoved(chunk.length);
    this.#writer.write(chunk).then(() => done(), done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error) => void): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), '', done);
  }

  override _final(done: (error?: Error) => void): void {
    this.#writer.close().then(() => done(), done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const reason = error ?? new Error('The tunnel was closed.');
    this.#reader.cancel(reason).catch(() => {});
    this.#writer.abort(reason).catch(() => {});
    done(error);
  }
}
