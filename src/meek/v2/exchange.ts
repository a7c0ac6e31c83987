import type { CarrierEnvironment } from '../carrier.ts';
import type { Clock } from '../clock.ts';
import { MeekError } from '../errors.ts';
import type { Route } from '../fronts/route.ts';
import { readAnswer } from '../v1/answer.ts';
import { readText } from '../v1/body.ts';
import { postInit } from '../v1/exchange.ts';
import { FrameDecoder } from './decoder.ts';
import type { Frame } from './frames.ts';
import { retryAfterMs } from './retry-after.ts';

/** Enough of a page for the log. */
const PAGE_TEXT_BYTES = 256;

export interface ExchangeRequest {
  readonly route: Route;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

export interface ExchangeLimits {
  /** How long the answer may take to begin, in ms. */
  readonly beginMs: number;
  /** How long it may be silent after that, in ms. */
  readonly silenceMs: number;
}

/** One HTTP exchange: sends a body of frames, and hands on the answer's as they come. */
export class Exchange {
  readonly route: Route;
  readonly startedAtMs: number;
  /** When the answer's first bytes and its last so far came. */
  begunAtMs: number | undefined;
  lastByteAtMs: number;
  status: number | undefined;
  /** How long the front asks not to be tried, in ms. */
  retryAfterMs: number | undefined;
  /** Whether it was given up because nothing came. */
  wasSilent = false;
  readonly #request: ExchangeRequest;
  readonly #limits: ExchangeLimits;
  readonly #fetch: CarrierEnvironment['fetch'];
  readonly #clock: Clock;
  readonly #abort = new AbortController();

  constructor(
    request: ExchangeRequest,
    limits: ExchangeLimits,
    { fetch, clock }: Pick<CarrierEnvironment, 'fetch' | 'clock'>,
  ) {
    this.route = request.route;
    this.#request = request;
    this.#limits = limits;
    this.#fetch = fetch;
    this.#clock = clock;
    this.startedAtMs = clock.nowMs();
    this.lastByteAtMs = this.startedAtMs;
  }

  /** Gives the exchange up: `run` rejects with `reason`, and the request is called off. */
  abort(reason: unknown): void {
    this.#abort.abort(reason);
  }

  /**
   * Resolves when the answer has ended between two frames.
   *
   * @throws MeekError if it did not, or was not the server's; or what `onFrame` throws
   */
  async run(onFrame: (frame: Frame) => void): Promise<void> {
    const disarm = this.#watch();
    const { signal } = this.#abort;
    try {
      const { route, headers, body } = this.#request;
      const response = await this.#fetch(route.url, postInit(route, headers, body, signal));
      this.status = response.status;
      this.retryAfterMs = retryAfterMs(response.headers);
      if (response.status !== 200) throw await refusalIn(response);
      await this.#readFrames(response, onFrame);
    } catch (cause) {
      if (cause instanceof MeekError) throw cause;
      if (signal.reason instanceof MeekError) throw signal.reason;
      const message = `${this.route.name} did not answer`;
      throw new MeekError('MEEK_FRONT_UNREACHABLE', message, { cause });
    } finally {
      disarm();
      // An answer that was refused by its beginning is not read to its end.
      this.#abort.abort();
    }
  }

  async #readFrames(response: Response, onFrame: (frame: Frame) => void): Promise<void> {
    const decoder = new FrameDecoder();
    const reader = response.body?.getReader();
    while (reader) {
      const { done, value } = await reader.read();
      if (done) break;
      this.lastByteAtMs = this.#clock.nowMs();
      this.#decode(decoder, value, onFrame);
    }
    if (this.begunAtMs === undefined || !decoder.isBetweenFrames) {
      throw new MeekError('MEEK_FRONT_UNREACHABLE', `${this.route.name} cut its answer short`);
    }
  }

  /** Until a HELLO has come, nothing shows that this is our server's answer. */
  #decode(decoder: FrameDecoder, chunk: Uint8Array, onFrame: (frame: Frame) => void): void {
    const frames = decoder.push(chunk);
    for (;;) {
      const { done, value: frame } = nextFrame(frames);
      if (done) return;
      if (this.begunAtMs === undefined) {
        if (frame.type !== 'hello') throw notOurs();
        this.begunAtMs = this.lastByteAtMs;
      }
      onFrame(frame);
    }
  }

  /** One timer for all: it looks again when the earliest limit could have been reached. */
  #watch(): () => void {
    const { beginMs, silenceMs } = this.#limits;
    let disarm = () => {};
    const look = () => {
      const isBegun = this.begunAtMs !== undefined;
      const limitMs = isBegun ? silenceMs : beginMs;
      const restMs = this.lastByteAtMs + limitMs - this.#clock.nowMs();
      if (restMs > 0) {
        disarm = this.#clock.schedule(Math.min(restMs, isBegun ? restMs : silenceMs), look);
      } else {
        const message = `${this.route.name} was silent for ${limitMs} ms`;
        this.wasSilent = true;
        this.abort(new MeekError('MEEK_FRONT_UNREACHABLE', message));
      }
    };
    look();
    return () => disarm();
  }
}

function nextFrame(frames: Generator<Frame, void>) {
  try {
    return frames.next();
  } catch (cause) {
    throw notOurs(cause);
  }
}

function notOurs(cause?: unknown): MeekError {
  const message = 'Something that is not our server answered 200.';
  return new MeekError('MEEK_FRONT_REFUSED', message, { cause });
}

async function refusalIn(response: Response): Promise<MeekError> {
  const answer = readAnswer(response, await readText(response, PAGE_TEXT_BYTES), true);
  if (answer.kind === 'error') return answer.error;
  return new MeekError('MEEK_FRONT_REFUSED', `answered ${response.status}`);
}
