import { type Clock, sleep } from '../meek/clock.ts';
import type { Pipe } from '../meek/pipe.ts';
import { ByteLog } from '../meek/v2/byte-log.ts';
import { Wakeup } from '../meek/wakeup.ts';
import type { SessionPoint } from './frames.ts';
import type { LinkPipe } from './link-pipe.ts';

/** Bytes that are kept until the server has them, and bytes that may wait to be read. */
const WINDOW_BYTES = 8 * 1024 * 1024;

/** How long a session is worth resuming, in ms: the server forgets it after two minutes. */
const RESUME_LIMIT_MS = 110_000;

const RETRY_MS = 200;

/** Ends of a leg after which another may carry on: the worker is gone, or is not ready yet. */
const PASSING = new Set(['LINK_LOST', 'TUNNEL_DOWN']);

/** Opens the next leg: a pipe over the present link that goes on where the session stands. */
export type OpenLeg = (session: SessionPoint, signal: AbortSignal) => Promise<LinkPipe>;

export interface ResumablePipeOptions {
  /** Of the carrier session that all legs share; lower-case hex. */
  readonly sessionId: string;
  readonly openLeg: OpenLeg;
  readonly clock: Clock;
}

/**
 * A pipe that outlives the links it goes over. What the server does not have is kept here, and
 * what has come is known by its offset: after the worker was restarted nothing is lost or doubled.
 */
export class ResumablePipe implements Pipe {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
  readonly closed: Promise<void>;

  readonly #options: ResumablePipeOptions;
  readonly #log = new ByteLog();
  readonly #changed = new Wakeup();
  readonly #over = new AbortController();
  #incoming!: ReadableStreamDefaultController<Uint8Array>;
  #receivedOffset = 0;
  /** Everything below has been written to the present leg. */
  #sentOffset = 0;
  #acknowledgedOffset = 0;
  #uplink: 'open' | 'ended' = 'open';
  #downlink: 'open' | 'ended' = 'open';

  constructor(options: ResumablePipeOptions) {
    this.#options = options;
    this.readable = this.#makeReadable();
    this.writable = this.#makeWritable();
    this.closed = this.#run();
    this.closed.catch(() => {});
  }

  #makeReadable(): ReadableStream<Uint8Array> {
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#incoming = controller;
        },
        pull: () => this.#changed.wake(),
        cancel: (reason) => this.#giveUp(reason),
      },
      new ByteLengthQueuingStrategy({ highWaterMark: WINDOW_BYTES }),
    );
  }

  #makeWritable(): WritableStream<Uint8Array> {
    return new WritableStream<Uint8Array>({
      start: (controller) => {
        const { signal } = controller;
        signal.addEventListener('abort', () => this.#giveUp(signal.reason), { once: true });
        this.#over.signal.addEventListener('abort', () =>
          controller.error(this.#over.signal.reason),
        );
      },
      write: (chunk) => this.#append(chunk),
      close: () => {
        this.#uplink = 'ended';
        this.#changed.wake();
      },
    });
  }

  async #append(chunk: Uint8Array): Promise<void> {
    await this.#until(() => this.#log.byteLength < WINDOW_BYTES);
    this.#log.append(chunk);
    this.#changed.wake();
  }

  async #run(): Promise<void> {
    try {
      let brokenAtMs: number | null = null;
      while (!(await this.#ride(brokenAtMs))) {
        brokenAtMs ??= this.#options.clock.nowMs();
        await sleep(this.#options.clock, RETRY_MS, this.#over.signal);
      }
    } catch (error) {
      this.#giveUp(error);
      if (this.#downlink === 'open') this.#incoming.error(error);
      throw error;
    }
  }

  /**
   * Goes over one leg. Resolves with whether everything was carried to its end.
   *
   * @throws what ended the session itself
   */
  async #ride(brokenAtMs: number | null): Promise<boolean> {
    const { sessionId: id, openLeg } = this.#options;
    const sentOffset = this.#log.startOffset;
    this.#sentOffset = sentOffset;
    const point = { id, sentOffset, receivedOffset: this.#receivedOffset };
    let leg: LinkPipe | undefined;
    try {
      leg = await openLeg(point, this.#over.signal);
      leg.onAcknowledged = (offset) => this.#acknowledge(offset);
      await this.#carry(leg);
      return true;
    } catch (error) {
      leg?.writable.abort(error).catch(() => {});
      if (this.#over.signal.aborted || !this.#isPassing(error, brokenAtMs)) throw error;
      return false;
    }
  }

  async #carry(leg: LinkPipe): Promise<void> {
    const give = () => leg.writable.abort(this.#over.signal.reason).catch(() => {});
    this.#over.signal.addEventListener('abort', give, { once: true });
    try {
      await Promise.all([this.#send(leg.writable), this.#receive(leg.readable)]);
    } finally {
      this.#over.signal.removeEventListener('abort', give);
    }
  }

  async #send(writable: WritableStream<Uint8Array>): Promise<void> {
    const writer = writable.getWriter();
    // A leg that broke shows at once, even while there is nothing to send.
    const broken = writer.closed.catch((error) => {
      this.#changed.wake();
      throw error;
    });
    broken.catch(() => {});
    try {
      for (;;) {
        for (const slice of this.#log.slices(this.#sentOffset, WINDOW_BYTES)) {
          await writer.write(slice);
          this.#sentOffset += slice.length;
        }
        this.#dropAcknowledged();
        if (this.#sentOffset < this.#log.endOffset) continue;
        if (this.#uplink === 'ended') return await writer.close();
        await Promise.race([broken, this.#until(() => this.#hasNews())]);
      }
    } finally {
      writer.releaseLock();
    }
  }

  #hasNews(): boolean {
    return this.#sentOffset < this.#log.endOffset || this.#uplink === 'ended';
  }

  async #receive(readable: ReadableStream<Uint8Array>): Promise<void> {
    const reader = readable.getReader();
    for (;;) {
      await this.#until(() => (this.#incoming.desiredSize ?? 0) > 0 || this.#downlink === 'ended');
      const { done, value } = await reader.read();
      if (done) break;
      this.#receivedOffset += value.length;
      this.#incoming.enqueue(value);
    }
    if (this.#downlink === 'open') this.#incoming.close();
    this.#downlink = 'ended';
  }

  #acknowledge(offset: number): void {
    this.#acknowledgedOffset = Math.max(this.#acknowledgedOffset, offset);
    this.#dropAcknowledged();
  }

  /** A new leg is told every byte from its beginning on, so what it has not been told stays. */
  #dropAcknowledged(): void {
    this.#log.drop(Math.min(this.#acknowledgedOffset, this.#sentOffset));
    this.#changed.wake();
  }

  #isPassing(error: unknown, brokenAtMs: number | null): boolean {
    const hasBegun = this.#receivedOffset > 0;
    const nowMs = this.#options.clock.nowMs();
    const isRecent = nowMs - (brokenAtMs ?? nowMs) < RESUME_LIMIT_MS;
    const { code } = (error ?? {}) as { code?: string };
    return hasBegun && isRecent && PASSING.has(code ?? '');
  }

  async #until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      this.#over.signal.throwIfAborted();
      await this.#changed.wait();
    }
    this.#over.signal.throwIfAborted();
  }

  #giveUp(reason: unknown): void {
    if (this.#over.signal.aborted) return;
    this.#over.abort(reason ?? new Error('The pipe was given up.'));
    this.#changed.wake();
  }
}
