import type { Pipe } from '../meek/pipe.ts';
import { Wakeup } from '../meek/wakeup.ts';
import { describeReset, LinkError, PipeResetError } from './errors.ts';
import type { SendFrame } from './frame-channel.ts';
import { MAX_PAYLOAD_BYTES, type PipeFrame, type SessionPoint } from './frames.ts';

/** One pipe of a link, the same at both ends. */
export class LinkPipe implements Pipe {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
  readonly closed: Promise<void>;
  /** Where its session stands, for a pipe that may outlive the link. */
  readonly session: SessionPoint | undefined;
  /** Told how many of the bytes that were written here the other end has used. */
  onUsed: (totalBytes: number) => void = () => {};
  /** Told up to which offset the server has the session's uplink. */
  onAcknowledged: (offset: number) => void = () => {};

  readonly #id: number;
  readonly #windowBytes: number;
  readonly #send: SendFrame;
  readonly #settle: PromiseWithResolvers<void>;
  readonly #credit = new Wakeup();
  #incoming!: ReadableStreamDefaultController<Uint8Array>;
  #sendableBytes: number;
  #receivedBytes = 0;
  #grantedBytes = 0;
  #usedBytes = 0;
  #sending: 'open' | 'ended' = 'open';
  #receiving: 'open' | 'ended' = 'open';
  #failure: unknown;

  constructor(open: PipeFrame & { type: 'open' }, send: SendFrame, onOver: () => void) {
    this.#id = open.pipe;
    this.#windowBytes = open.windowBytes;
    this.#sendableBytes = open.windowBytes;
    this.session = open.session;
    this.#send = send;
    this.#settle = Promise.withResolvers();
    this.closed = this.#settle.promise;
    this.closed.then(onOver, onOver);
    this.readable = this.#makeReadable();
    this.writable = this.#makeWritable();
  }

  /** @throws LinkError when the frame breaks the rules */
  receive(frame: Exclude<PipeFrame, { type: 'open' }>): void {
    switch (frame.type) {
      case 'data':
        return this.#receiveData(frame.payload);
      case 'end':
        return this.#receiveEnd();
      case 'reset':
        return this.fail(new PipeResetError(frame.code, frame.message));
      case 'credit':
        return this.#receiveCredit(frame.bytes);
      case 'acknowledged':
        return this.onAcknowledged(frame.offset);
    }
  }

  /** Tells the other end up to which offset the server has the session's uplink. */
  acknowledge(offset: number): void {
    if (this.#failure !== undefined) return;
    this.#send({ type: 'acknowledged', pipe: this.#id, offset });
  }

  /** Ends both directions: here with `reason`, at the other end with what it says. */
  reset(reason: unknown): void {
    if (this.#failure !== undefined || this.#isOver()) return;
    this.#send({ type: 'reset', pipe: this.#id, ...describeReset(reason) });
    this.fail(reason ?? new LinkError('LINK_LOST', 'The connection was given up.'));
  }

  /** Ends both directions without a word to the other end, which knows or is gone. */
  fail(error: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    // First, so that who waits for `closed` can act before the streams' users do.
    this.#settle.reject(error);
    if (this.#receiving === 'open') this.#incoming.error(error);
    this.#credit.wake();
  }

  #makeReadable(): ReadableStream<Uint8Array> {
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#incoming = controller;
        },
        pull: () => this.#giveCredit(),
        cancel: (reason) => this.reset(reason),
      },
      new ByteLengthQueuingStrategy({ highWaterMark: this.#windowBytes }),
    );
  }

  #makeWritable(): WritableStream<Uint8Array> {
    return new WritableStream<Uint8Array>({
      start: (controller) => {
        this.closed.catch((error) => controller.error(error));
        // A sink's `abort` is not called before its `write` is done, which may wait for credit.
        const { signal } = controller;
        signal.addEventListener('abort', () => this.reset(signal.reason), { once: true });
      },
      write: (chunk) => this.#sendData(chunk),
      close: () => this.#sendEnd(),
    });
  }

  #receiveData(bytes: Uint8Array): void {
    if (this.#failure !== undefined) return;
    if (this.#receiving === 'ended') throw violation('data after the end');
    this.#receivedBytes += bytes.length;
    if (this.#receivedBytes - this.#grantedBytes > this.#windowBytes) {
      throw violation('more data than there was credit for');
    }
    if (bytes.length > 0) this.#incoming.enqueue(bytes);
  }

  #receiveCredit(bytes: number): void {
    this.#sendableBytes += bytes;
    if (this.#sendableBytes > this.#windowBytes) throw violation('more credit than was used');
    this.#usedBytes += bytes;
    this.#credit.wake();
    this.onUsed(this.#usedBytes);
  }

  #receiveEnd(): void {
    if (this.#failure !== undefined || this.#receiving === 'ended') return;
    this.#receiving = 'ended';
    this.#incoming.close();
    this.#settleIfOver();
  }

  #giveCredit(): void {
    if (this.#receiving === 'ended' || this.#failure !== undefined) return;
    const queuedBytes = this.#windowBytes - (this.#incoming.desiredSize ?? 0);
    const owedBytes = this.#receivedBytes - queuedBytes - this.#grantedBytes;
    // In steps, so that small reads do not cost a message each.
    if (owedBytes < this.#windowBytes / 4) return;
    this.#grantedBytes += owedBytes;
    this.#send({ type: 'credit', pipe: this.#id, bytes: owedBytes });
  }

  async #sendData(chunk: Uint8Array): Promise<void> {
    let rest = chunk;
    while (rest.length > 0) {
      while (this.#sendableBytes === 0 && this.#failure === undefined) await this.#credit.wait();
      if (this.#failure !== undefined) throw this.#failure;
      const piece = rest.subarray(0, Math.min(MAX_PAYLOAD_BYTES, this.#sendableBytes));
      this.#sendableBytes -= piece.length;
      this.#send({ type: 'data', pipe: this.#id, payload: piece });
      rest = rest.subarray(piece.length);
    }
  }

  #sendEnd(): void {
    if (this.#failure !== undefined) throw this.#failure;
    this.#sending = 'ended';
    this.#send({ type: 'end', pipe: this.#id });
    this.#settleIfOver();
  }

  #isOver(): boolean {
    return this.#sending === 'ended' && this.#receiving === 'ended';
  }

  #settleIfOver(): void {
    if (this.#isOver()) this.#settle.resolve();
  }
}

function violation(what: string): LinkError {
  return new LinkError('LINK_VIOLATION', `The other end of the link sent ${what}.`);
}
