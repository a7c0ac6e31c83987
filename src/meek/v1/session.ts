import type { CarrierEnvironment } from '../carrier.ts';
import { MeekError } from '../errors.ts';
import type { MeekOptions } from '../options.ts';
import type { Pipe } from '../pipe.ts';
import { toHex } from '../random.ts';
import { Wakeup } from '../wakeup.ts';
import { type ExchangeResult, Exchanger } from './exchange.ts';
import { Uplink } from './uplink.ts';
import { End } from './wire.ts';

/** Received bytes that the app has not read; no more is asked for until they fit. */
const RECEIVE_BUFFER_BYTES = 1024 * 1024;

/** An idle session asks less and less often (Tor: ×1.5). */
const IDLE_GROWTH = 1.5;

/** How long the farewell to the server may take, in ms. */
const FAREWELL_LIMIT_MS = 5_000;

/**
 * Opens a meek-v1 session as a pipe. Nothing is sent until it has bytes to send, or for the
 * first poll interval; whoever waits on the pipe is woken when `signal` aborts.
 */
export function openSession(
  options: MeekOptions,
  environment: CarrierEnvironment,
  signal?: AbortSignal,
): Pipe {
  return new Session(options, environment, signal);
}

class Session implements Pipe {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
  readonly closed: Promise<void>;

  readonly #options: MeekOptions;
  readonly #environment: CarrierEnvironment;
  readonly #exchanger: Exchanger;
  readonly #uplink: Uplink;
  readonly #wakeup = new Wakeup();
  readonly #over = new AbortController();
  #downlink!: ReadableStreamDefaultController<Uint8Array>;
  #sequence = 0;
  #uplinkEnd: 'open' | 'closing' | 'closed' = 'open';

  constructor(options: MeekOptions, environment: CarrierEnvironment, signal?: AbortSignal) {
    this.#options = options;
    this.#environment = environment;
    const id = toHex(environment.random.bytes(options.sessionIdBytes));
    this.#exchanger = new Exchanger(id, options, environment);
    this.#uplink = new Uplink(() => this.#wakeup.wake());
    this.readable = this.#makeReadable();
    this.writable = this.#makeWritable();
    const stop = followSignal(signal, (reason) => this.#abandon(reason));
    this.closed = this.#run().finally(stop);
    this.closed.catch(() => {});
  }

  #makeReadable(): ReadableStream<Uint8Array> {
    const source: UnderlyingDefaultSource<Uint8Array> = {
      start: (controller) => {
        this.#downlink = controller;
      },
      pull: () => this.#wakeup.wake(),
      cancel: (reason) => this.#abandon(reason),
    };
    return new ReadableStream(
      source,
      new ByteLengthQueuingStrategy({ highWaterMark: RECEIVE_BUFFER_BYTES }),
    );
  }

  #makeWritable(): WritableStream<Uint8Array> {
    return new WritableStream({
      // A sink's `abort` is not called before its `write` is done, which may wait for room.
      start: ({ signal }) => void followSignal(signal, (reason) => this.#abandon(reason)),
      write: (chunk) => this.#uplink.push(chunk, this.#over.signal),
      close: () => this.#closeUplink(),
    });
  }

  /** Resolves when the server has every byte, and knows that no more will come. */
  async #closeUplink(): Promise<void> {
    this.#uplinkEnd = 'closing';
    this.#wakeup.wake();
    while (this.#uplinkEnd === 'closing') {
      this.#over.signal.throwIfAborted();
      await this.#wakeup.wait();
    }
  }

  async #run(): Promise<void> {
    try {
      await this.#exchangeUntilEnded();
      this.#over.signal.throwIfAborted();
      this.#downlink.close();
      this.#stop(new MeekError('MEEK_ABORTED', 'The far end closed the connection.'));
    } catch (error) {
      this.#stop(error);
      this.#downlink.error(error);
      throw error;
    }
  }

  async #exchangeUntilEnded(): Promise<void> {
    const { pollIntervalMs, pollIntervalMaxMs } = this.#options;
    let idleMs = pollIntervalMs;
    let ended = false;
    await this.#waitForWork(pollIntervalMs);
    while (!ended) {
      await this.#waitForRoom();
      const result = await this.#exchange();
      ended = 'ended' in result.received;
      if (result.carriedBytes > 0) idleMs = pollIntervalMs;
      else if (!ended) {
        await this.#waitForWork(idleMs);
        idleMs = Math.min(idleMs * IDLE_GROWTH, pollIntervalMaxMs);
      }
    }
  }

  async #exchange(): Promise<{ received: ExchangeResult; carriedBytes: number }> {
    const body = this.#uplink.peek(this.#options.maxBodyBytes);
    const isLast = this.#uplinkEnd === 'closing' && body.length === this.#uplink.sizeBytes;
    const saysEnd = isLast && this.#exchanger.isFrontageServer;
    const end = saysEnd ? { end: End.uplink } : {};
    const request = { sequence: this.#sequence, body, ...end };
    const received = await this.#exchanger.send(request, this.#over.signal);
    this.#over.signal.throwIfAborted();
    this.#sequence += 1;
    this.#uplink.drop(body.length);
    // A first exchange may just have shown that the server understands an end: say it next.
    if (isLast && saysEnd === this.#exchanger.isFrontageServer) this.#confirmUplinkEnd();
    if ('ended' in received) return { received, carriedBytes: 0 };
    if (received.bytes.length > 0) this.#downlink.enqueue(received.bytes);
    return { received, carriedBytes: body.length + received.bytes.length };
  }

  #confirmUplinkEnd(): void {
    this.#uplinkEnd = 'closed';
    this.#wakeup.wake();
  }

  /** Waits until there is something to send, or for `limitMs`. */
  async #waitForWork(limitMs: number): Promise<void> {
    const { clock } = this.#environment;
    const untilMs = clock.nowMs() + limitMs;
    while (this.#uplink.sizeBytes === 0 && this.#uplinkEnd !== 'closing') {
      this.#over.signal.throwIfAborted();
      const restMs = untilMs - clock.nowMs();
      if (restMs <= 0) return;
      await this.#wakeup.waitAtMost(clock, restMs);
    }
  }

  async #waitForRoom(): Promise<void> {
    while ((this.#downlink.desiredSize ?? 0) <= 0) {
      this.#over.signal.throwIfAborted();
      await this.#wakeup.wait();
    }
    this.#over.signal.throwIfAborted();
  }

  /** Our side gives up: the session is dropped here, and at the server if it understands. */
  #abandon(reason: unknown): void {
    if (this.#over.signal.aborted) return;
    this.#stop(new MeekError('MEEK_ABORTED', 'The connection was given up.', { cause: reason }));
    if (this.#exchanger.isFrontageServer) this.#sayFarewell();
  }

  #sayFarewell(): void {
    const limit = new AbortController();
    const { clock } = this.#environment;
    const disarm = clock.schedule(FAREWELL_LIMIT_MS, () => limit.abort(abortedError()));
    const request = { sequence: this.#sequence, body: new Uint8Array(), end: End.session };
    this.#exchanger
      .send(request, limit.signal)
      .catch(() => {})
      .finally(disarm);
  }

  #stop(reason: unknown): void {
    this.#over.abort(reason);
    this.#uplink.wake();
    this.#wakeup.wake();
  }
}

function abortedError(): MeekError {
  return new MeekError('MEEK_ABORTED', 'The farewell took too long.');
}

function followSignal(signal: AbortSignal | undefined, onAbort: (reason: unknown) => void) {
  if (!signal) return () => {};
  const listener = () => onAbort(signal.reason);
  if (signal.aborted) queueMicrotask(listener);
  signal.addEventListener('abort', listener, { once: true });
  return () => signal.removeEventListener('abort', listener);
}
