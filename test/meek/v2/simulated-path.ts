import { PassThrough } from 'node:stream';
import type { Fetch } from '../../../src/meek/carrier.ts';
import { Header } from '../../../src/meek/v1/wire.ts';
import { FrameDecoder } from '../../../src/meek/v2/decoder.ts';
import { encodeAck, encodeHello, encodeReset, type Frame } from '../../../src/meek/v2/frames.ts';
import { DEFAULT_MAX_REQUEST_BYTES, DEFAULT_WINDOW_BYTES } from '../../../src/meek/v2/wire.ts';
import { ByteBudget } from '../../../src/server/v2/byte-budget.ts';
import type { FrameSink } from '../../../src/server/v2/reading.ts';
import { RequestReader } from '../../../src/server/v2/request-reader.ts';
import { Sessions } from '../../../src/server/v2/sessions.ts';
import { recordingLog } from '../../server/server-under-test.ts';
import type { ManualClock } from '../manual-clock.ts';

/** One way through the network, at this moment. */
export interface Passage {
  /** How long what sets out now takes, each way, in ms. */
  readonly delayMs: number;
  /** What sets out now never arrives, and the other end hears of it. Default false. */
  readonly isCut?: boolean;
}

/** A request as it set out. */
export interface SimulatedRequest {
  readonly url: string;
  readonly byteLength: number;
  readonly frames: readonly Frame['type'][];
}

/** What the network does to what sets out through `url` at `nowMs`. */
export type Network = (url: string, nowMs: number) => Passage;

/** The server's own session code with an echo behind it, at the end of a simulated network. */
export class SimulatedPath {
  readonly traffic = { requestBytes: 0, answerBytes: 0 };
  readonly requests: SimulatedRequest[] = [];
  readonly #clock: ManualClock;
  readonly #network: Network;
  readonly #sessions: Sessions;

  constructor(clock: ManualClock, network: Network) {
    this.#clock = clock;
    this.#network = network;
    this.#sessions = new Sessions({
      ...{ clock, maxSessions: 10, log: recordingLog(), expiryMs: 120_000 },
      windowBytes: DEFAULT_WINDOW_BYTES,
      budget: new ByteBudget(1024 ** 3),
      dial: async () => new PassThrough({ highWaterMark: 1024 * 1024 }),
    });
  }

  endAll(): void {
    this.#sessions.endAll();
  }

  readonly fetch: Fetch = (url, init) =>
    new Promise((resolve, reject) => {
      const { signal } = init;
      const body = Uint8Array.from(init.body as Uint8Array);
      this.traffic.requestBytes += body.length;
      const frames = [...new FrameDecoder().push(body)].map(({ type }) => type);
      this.requests.push({ url, byteLength: body.length, frames });
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      const { delayMs, isCut } = this.#network(url, this.#clock.nowMs());
      const sessionId = new Headers(init.headers).get(Header.sessionId) ?? '';
      this.#clock.schedule(delayMs, () => {
        if (isCut) return reject(new TypeError('fetch failed'));
        const answer = this.#deliveryOf(url, resolve, signal ?? undefined);
        this.#serve(sessionId, body, answer);
      });
    });

  #serve(sessionId: string, body: Uint8Array, sink: FrameSink & { onGone(end: () => void): void }) {
    const reader = new RequestReader({
      ...{ sessions: this.#sessions, sessionId, isAuthorized: () => true },
    });
    for (const frame of new FrameDecoder().push(body)) reader.apply(frame);
    const outcome = reader.end();
    const hello = encodeHello({ maxBodyBytes: DEFAULT_MAX_REQUEST_BYTES });
    if (outcome.kind !== 'served') {
      const refusal = outcome.kind === 'refused' ? [encodeReset(outcome.code)] : [];
      sink.write([hello, ...refusal]);
      return sink.end();
    }
    const { offset, limit } = outcome.session.acknowledgement();
    sink.write([hello, encodeAck(offset, limit)]);
    const reading = outcome.read && outcome.session.read(outcome.read, sink);
    if (reading === undefined) return sink.end();
    if (typeof reading !== 'number') return sink.onGone(() => reading.close());
    sink.write([encodeReset(reading)]);
    sink.end();
  }

  /** What the server writes arrives later, and in order. */
  #deliveryOf(url: string, respond: (response: Response) => void, signal?: AbortSignal) {
    let arrivesAtMs = 0;
    let isOver = false;
    let onGone = () => {};
    const later = (isCut: boolean, action: (body: Body) => void) => {
      const { delayMs } = this.#network(url, this.#clock.nowMs());
      arrivesAtMs = Math.max(arrivesAtMs, this.#clock.nowMs() + delayMs);
      this.#clock.schedule(arrivesAtMs - this.#clock.nowMs(), () => {
        if (isOver) return;
        if (isCut) body.error(new TypeError('cut'));
        else action(body);
        isOver = isCut;
      });
    };
    let body!: Body;
    const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (controller) => {
        body = controller;
      },
      cancel: () => {
        isOver = true;
        onGone();
      },
    });
    signal?.addEventListener('abort', () => {
      if (isOver) return;
      isOver = true;
      body.error(signal.reason);
      onGone();
    });
    later(false, () => respond(new Response(stream)));
    return {
      write: (chunks: readonly Uint8Array[]) => {
        const bytes = Uint8Array.from(Buffer.concat(chunks));
        this.traffic.answerBytes += bytes.length;
        const { isCut = false } = this.#network(url, this.#clock.nowMs());
        later(isCut, (to) => to.enqueue(bytes));
        if (isCut) onGone();
        return true;
      },
      end: () =>
        later(false, (to) => {
          isOver = true;
          to.close();
        }),
      onGone: (listener: () => void) => {
        onGone = listener;
      },
    };
  }
}

type Body = ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;
