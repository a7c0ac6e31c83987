import type { CarrierEnvironment } from '../carrier.ts';
import { MeekError } from '../errors.ts';
import type { MeekOptions } from '../options.ts';
import type { Pipe } from '../pipe.ts';
import { toHex } from '../random.ts';
import { Wakeup } from '../wakeup.ts';
import { Conversation } from './conversation.ts';
import { Downlink } from './downlink.ts';
import { RouteMemory } from './route-memory.ts';
import { Uplink } from './uplink.ts';
import { DEFAULT_WINDOW_BYTES } from './wire.ts';

/** Where a session stands, for whoever takes it over. */
export interface Resumption {
  readonly id: string;
  /** Everything of ours below has been acknowledged: `writable` goes on from here. */
  readonly sentOffset: number;
  /** Everything of the far end's below is ours: `readable` goes on from here. */
  readonly receivedOffset: number;
}

export interface SessionOptions {
  readonly signal?: AbortSignal | undefined;
  /** The new session's id, where its owner has chosen one; lower-case hex. */
  readonly id?: string | undefined;
  /** Takes over a session that the server holds, instead of opening one. */
  readonly resume?: Resumption | undefined;
  /** What is known of the routes; several sessions may share it. */
  readonly memory?: RouteMemory | undefined;
  /** Bytes kept for each direction at most. */
  readonly windowBytes?: number | undefined;
  /** The server has every byte of ours below `offset`: it need not be repeated to resume. */
  readonly onAcknowledged?: ((offset: number) => void) | undefined;
  /**
   * Who says that bytes have arrived for good, so that the server may forget them: whoever reads
   * them, by reading; or the owner, with `confirm`, when they may yet be lost behind the reader.
   */
  readonly confirmedBy?: 'reading' | 'owner' | undefined;
}

/** A pipe that outlives the object: another can go on where it stopped. */
export interface MeekSession extends Pipe {
  readonly id: string;
  /** With `confirmedBy: 'owner'`: everything below `offset` is safe. */
  confirm(offset: number): void;
  /** Stops without ending the session at the server, so that it can be resumed. */
  detach(): void;
}

/** Opens a meek-v2 session, or goes on with one. */
export function openSession(
  options: MeekOptions,
  environment: CarrierEnvironment,
  sessionOptions: SessionOptions = {},
): MeekSession {
  return new Session(options, environment, sessionOptions);
}

class Session implements MeekSession {
  readonly id: string;
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
  readonly closed: Promise<void>;

  readonly #uplink: Uplink;
  readonly #downlink: Downlink;
  readonly #conversation: Conversation;
  readonly #windowBytes: number;
  readonly #confirmedBy: 'reading' | 'owner';
  readonly #room = new Wakeup();
  readonly #over = new AbortController();
  readonly #settle = Promise.withResolvers<void>();
  #controller!: ReadableStreamDefaultController<Uint8Array>;
  #hasReadableEnded = false;
  #hasBegun = false;

  constructor(options: MeekOptions, environment: CarrierEnvironment, session: SessionOptions) {
    const { resume, windowBytes = DEFAULT_WINDOW_BYTES, memory = new RouteMemory() } = session;
    this.id = resume?.id ?? session.id ?? toHex(environment.random.bytes(options.sessionIdBytes));
    this.#windowBytes = windowBytes;
    this.#confirmedBy = session.confirmedBy ?? 'reading';
    this.#uplink = new Uplink({ windowBytes, resumeOffset: resume?.sentOffset });
    this.#downlink = new Downlink({ windowBytes, resumeOffset: resume?.receivedOffset });
    this.readable = this.#makeReadable();
    this.writable = this.#makeWritable();
    this.closed = this.#settle.promise;
    this.closed.catch(() => {});
    this.#conversation = new Conversation({
      id: this.id,
      isResumed: resume !== undefined,
      uplink: this.#uplink,
      downlink: this.#downlink,
      options,
      environment,
      memory,
      events: {
        received: (chunk) => this.#controller.enqueue(chunk),
        finished: () => this.#endReadable(),
        acknowledged: (offset) => {
          this.#room.wake();
          session.onAcknowledged?.(offset);
        },
        landed: () => this.#room.wake(),
        over: (error) => this.#settleWith(error),
      },
    });
    const { signal } = session;
    const onAbort = () => this.#abandon(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true, signal: this.#over.signal });
    if (signal?.aborted) queueMicrotask(onAbort);
    // The first bytes ride along with the request that opens the session, if they come soon.
    const delayMs = resume ? 0 : options.pollIntervalMs;
    environment.clock.schedule(delayMs, () => this.#begin());
  }

  confirm(offset: number): void {
    this.#downlink.confirm(Math.min(offset, this.#downlink.receivedOffset));
    if (this.#hasBegun) this.#conversation.pump();
  }

  detach(): void {
    if (this.#over.signal.aborted) return;
    this.#conversation.detach();
    this.#settleWith(new MeekError('MEEK_ABORTED', 'The session was handed over.'));
  }

  #begin(): void {
    this.#hasBegun = true;
    this.#conversation.pump();
  }

  #makeReadable(): ReadableStream<Uint8Array> {
    const source: UnderlyingDefaultSource<Uint8Array> = {
      start: (controller) => {
        this.#controller = controller;
      },
      pull: () => this.#onRead(),
      cancel: (reason) => this.#abandon(reason),
    };
    const strategy = new ByteLengthQueuingStrategy({ highWaterMark: this.#windowBytes });
    return new ReadableStream(source, strategy);
  }

  #makeWritable(): WritableStream<Uint8Array> {
    return new WritableStream({
      // A sink's `abort` is not called before its `write` is done, which may wait for room.
      start: ({ signal }) => {
        signal.addEventListener('abort', () => this.#abandon(signal.reason), { once: true });
      },
      write: (chunk) => this.#write(chunk),
      close: () => this.#closeUplink(),
    });
  }

  /** Called whenever the reader has taken something. */
  #onRead(): void {
    if (this.#confirmedBy === 'owner' || !this.#hasBegun) return;
    const waitingBytes = this.#windowBytes - (this.#controller.desiredSize ?? 0);
    this.#downlink.confirm(this.#downlink.receivedOffset - waitingBytes);
    this.#conversation.pump();
  }

  async #write(chunk: Uint8Array): Promise<void> {
    let rest = chunk;
    while (rest.length > 0) {
      this.#over.signal.throwIfAborted();
      const piece = rest.subarray(0, this.#uplink.roomBytes);
      rest = rest.subarray(piece.length);
      this.#uplink.append(piece);
      if (piece.length > 0) this.#begin();
      if (rest.length > 0) await this.#room.wait();
    }
  }

  /** Resolves when the server has every byte, and knows that no more will come. */
  async #closeUplink(): Promise<void> {
    this.#uplink.end();
    this.#begin();
    while (!this.#uplink.isFinished) {
      this.#over.signal.throwIfAborted();
      await this.#room.wait();
    }
  }

  #endReadable(): void {
    if (this.#hasReadableEnded) return;
    this.#hasReadableEnded = true;
    this.#controller.close();
  }

  /** Our side gives up. */
  #abandon(reason: unknown): void {
    if (this.#over.signal.aborted) return;
    this.#conversation.close();
    this.#settleWith(
      new MeekError('MEEK_ABORTED', 'The connection was given up.', { cause: reason }),
    );
  }

  #settleWith(error: unknown): void {
    if (this.#over.signal.aborted) return;
    this.#over.abort(error ?? new MeekError('MEEK_ABORTED', 'Both ends have closed.'));
    this.#room.wake();
    if (error === undefined) return this.#settle.resolve();
    if (!this.#hasReadableEnded) this.#controller.error(error);
    this.#settle.reject(error);
  }
}
