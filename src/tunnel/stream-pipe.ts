import { type ClientHttp2Stream, constants } from 'node:http2';
import type { Pipe } from '../meek/pipe.ts';
import { resetStream } from './reset-stream.ts';

/** What is read before anyone asks for it, in bytes: the rest waits in the stream's window. */
const READ_AHEAD_BYTES = 64 * 1024;

/** An HTTP/2 stream as a pipe. A reset of either side is an error, never an end. */
export class StreamPipe implements Pipe {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
  readonly closed: Promise<void>;

  readonly #stream: ClientHttp2Stream;
  readonly #settle = Promise.withResolvers<void>();
  #incoming!: ReadableStreamDefaultController<Uint8Array>;
  #outgoing!: WritableStreamDefaultController;
  /** The write, or the end, that the stream has not taken yet. */
  #pending: PromiseWithResolvers<void> | null = null;
  #hasEnded = false;
  #failure: unknown;

  /** `explain` says what a stream died of that was closed before both its directions ended. */
  constructor(stream: ClientHttp2Stream, explain: (cause?: Error) => unknown) {
    this.#stream = stream;
    this.closed = this.#settle.promise;
    this.closed.catch(() => {});
    this.readable = this.#makeReadable();
    this.writable = this.#makeWritable();
    stream.on('end', () => this.#receiveEnd());
    stream.on('drain', () => this.#pending?.resolve());
    stream.on('finish', () => this.#pending?.resolve());
    stream.on('error', (error) => this.fail(explain(error)));
    stream.on('close', () => {
      if (!this.#isOver()) return this.fail(explain());
      this.#pending?.resolve();
      this.#settle.resolve();
    });
  }

  /** Ends both directions with an error. Does nothing once it has failed. */
  fail(error: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.#incoming.error(error);
    this.#outgoing.error(error);
    this.#pending?.reject(error);
    this.#settle.reject(error);
    resetStream(this.#stream, constants.NGHTTP2_CANCEL);
  }

  #makeReadable(): ReadableStream<Uint8Array> {
    const source: UnderlyingDefaultSource<Uint8Array> = {
      start: (controller) => {
        this.#incoming = controller;
        this.#stream.on('data', (chunk: Buffer) => this.#receive(chunk));
        this.#stream.pause();
      },
      pull: () => void this.#stream.resume(),
      cancel: (reason) => this.#abandon(reason),
    };
    return new ReadableStream(
      source,
      new ByteLengthQueuingStrategy({ highWaterMark: READ_AHEAD_BYTES }),
    );
  }

  #makeWritable(): WritableStream<Uint8Array> {
    return new WritableStream<Uint8Array>({
      start: (controller) => {
        this.#outgoing = controller;
        // A sink's `abort` is not called before its `write` is done, which may wait for room.
        const { signal } = controller;
        signal.addEventListener('abort', () => this.#abandon(signal.reason), { once: true });
      },
      write: (chunk) => (this.#stream.write(chunk) ? undefined : this.#untilTaken()),
      close: () => {
        this.#stream.end();
        return this.#untilTaken();
      },
    });
  }

  #receive(chunk: Buffer): void {
    if (this.#failure !== undefined) return;
    this.#incoming.enqueue(chunk);
    if ((this.#incoming.desiredSize ?? 0) <= 0) this.#stream.pause();
  }

  #receiveEnd(): void {
    const { rstCode, destroyed } = this.#stream;
    // Node also ends what was reset, or went down with its session: `close` tells.
    if (this.#failure !== undefined || destroyed || rstCode !== constants.NGHTTP2_NO_ERROR) return;
    this.#hasEnded = true;
    this.#incoming.close();
  }

  #untilTaken(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    this.#pending = Promise.withResolvers();
    return this.#pending.promise;
  }

  #abandon(reason: unknown): void {
    if (!this.#isOver()) this.fail(reason ?? new Error('The connection was given up.'));
  }

  #isOver(): boolean {
    // Not `writableFinished`: a stream that the far end has ended closes before that.
    const { writableEnded, rstCode } = this.#stream;
    return this.#hasEnded && writableEnded && rstCode === constants.NGHTTP2_NO_ERROR;
  }
}
