import type { Duplex } from 'node:stream';
import type { Clock } from '../meek/clock.ts';
import { Refusal } from '../meek/v1/wire.ts';
import { BufferedUpstream } from './buffered-upstream.ts';

/** One POST of a session, its body read whole. */
export interface Exchange {
  /** Absent in Tor's clients: nothing is replayed for them. */
  readonly sequence: number | undefined;
  readonly body: Buffer;
  /** Largest response that the client takes, in bytes. */
  readonly responseCapBytes: number;
  /** Whether the uplink ends with this body. */
  readonly endsUplink: boolean;
  /** Whether the client went away, so that nobody would get the answer. */
  readonly isAbandoned: () => boolean;
}

export type Answer =
  | { readonly body: Buffer; readonly refusal?: undefined }
  | { readonly refusal: Refusal };

export interface SessionOptions {
  readonly clock: Clock;
  /** How long an answer waits for the upstream's first byte, in ms. */
  readonly holdMs: number;
  /** Downlink bytes that may wait for the client, in bytes. */
  readonly pendingLimitBytes: number;
}

/** A client that sends so much has more to send: its answer does not wait (Psiphon: 8192 B). */
const UPLOADING_BYTES = 8192;

/** Exchanges of one session that may wait for their turn; more are a client gone wrong. */
const QUEUE_LIMIT = 16;

/** One upstream connection, and the exchanges that carry its bytes, strictly one after another. */
export class Session {
  readonly #options: SessionOptions;
  readonly #gone = new AbortController();
  /** Resolves to nothing if the dial failed. */
  readonly #opening: Promise<BufferedUpstream | undefined>;
  #upstream: BufferedUpstream | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #queueLength = 0;
  #nextSequence = 0;
  #uplinkEnded = false;
  /** The last numbered answer, for a client that did not get it. */
  #last: { sequence: number; answer: Answer } | undefined;

  constructor(dial: (signal: AbortSignal) => Promise<Duplex>, options: SessionOptions) {
    this.#options = options;
    this.#opening = dial(this.#gone.signal).then(
      (stream) => this.#attach(stream),
      () => undefined,
    );
  }

  /** Whether the upstream is over and everything it sent was answered with. */
  get isOver(): boolean {
    return this.#upstream?.isDrained ?? false;
  }

  /** Answers in turn. The exchange completes even if its client does not wait for the answer. */
  async exchange(exchange: Exchange): Promise<Answer> {
    if (this.#queueLength >= QUEUE_LIMIT) return { refusal: Refusal.busy };
    this.#queueLength += 1;
    const answer = this.#turn.then(() => this.#process(exchange));
    this.#turn = answer.catch(() => {});
    return answer.finally(() => {
      this.#queueLength -= 1;
    });
  }

  destroy(): void {
    this.#gone.abort();
    this.#upstream?.destroy();
  }

  #attach(stream: Duplex): BufferedUpstream {
    this.#upstream = new BufferedUpstream(stream, {
      clock: this.#options.clock,
      limitBytes: this.#options.pendingLimitBytes,
    });
    if (this.#gone.signal.aborted) this.#upstream.destroy();
    return this.#upstream;
  }

  async #process(exchange: Exchange): Promise<Answer> {
    const upstream = await this.#opening;
    if (this.#gone.signal.aborted) return { refusal: Refusal.unknownSession };
    if (!upstream) return { refusal: Refusal.upstreamUnreachable };
    const { sequence } = exchange;
    if (sequence !== undefined && sequence === this.#last?.sequence) return this.#last.answer;
    if (upstream.isDrained) return this.#over(upstream);
    if (sequence !== undefined && sequence !== this.#nextSequence) {
      return { refusal: Refusal.badSequence };
    }
    const answer = await this.#apply(upstream, exchange);
    if (sequence !== undefined && !answer.refusal) {
      this.#last = { sequence, answer };
      this.#nextSequence = sequence + 1;
    }
    return answer;
  }

  async #apply(upstream: BufferedUpstream, exchange: Exchange): Promise<Answer> {
    if (!this.#writeUplink(upstream, exchange)) return { refusal: Refusal.upstreamWrite };
    await upstream.until(() => upstream.hasTakenUplink);
    const hasNews = () => upstream.pendingBytes > 0 || upstream.state !== 'open';
    const isUploading = exchange.body.byteLength >= UPLOADING_BYTES;
    await upstream.until(hasNews, isUploading ? 0 : this.#options.holdMs);
    if (this.#gone.signal.aborted) return { refusal: Refusal.unknownSession };
    if (upstream.isDrained) return this.#over(upstream);
    // Without a number there is no replay: what nobody would receive stays for the next poll.
    const isLost = exchange.sequence === undefined && exchange.isAbandoned();
    return { body: upstream.take(isLost ? 0 : exchange.responseCapBytes) };
  }

  /** Returns false if the bytes have nowhere to go and the client must hear of it now. */
  #writeUplink(upstream: BufferedUpstream, { body, endsUplink }: Exchange): boolean {
    if (body.byteLength > 0) {
      if (this.#uplinkEnded) return false;
      // What a broken upstream sent before it broke is delivered first.
      if (!upstream.write(body) && upstream.pendingBytes === 0) return false;
    }
    if (endsUplink) {
      this.#uplinkEnded = true;
      upstream.endUplink();
    }
    return true;
  }

  /** Asking for more acknowledges what came before, so the replay is let go. */
  #over(upstream: BufferedUpstream): Answer {
    this.#last = undefined;
    upstream.endUplink();
    return {
      refusal: upstream.state === 'closed' ? Refusal.upstreamClosed : Refusal.upstreamWrite,
    };
  }
}
