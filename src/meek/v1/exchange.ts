import type { CarrierEnvironment } from '../carrier.ts';
import { sleep } from '../clock.ts';
import { MeekError } from '../errors.ts';
import type { Route } from '../fronts/route.ts';
import type { MeekOptions } from '../options.ts';
import { type Answer, hasMarker, isRetryable, readAnswer } from './answer.ts';
import { readAtMost, readText } from './body.ts';
import { CONTENT_TYPE, Header } from './wire.ts';

/** Attempts after the first (lantern-box). */
const RETRIES = 4;

/** The n-th retry waits n times this, in ms (lantern-box), give or take a quarter. */
const RETRY_STEP_MS = 250;

/** Enough of a refusal to know it by. */
const REFUSAL_TEXT_BYTES = 256;

export interface ExchangeRequest {
  readonly sequence: number;
  readonly body: Uint8Array;
  /** A value of `Header.end`. */
  readonly end?: string;
}

/** The downlink's next bytes, or the end of the stream. */
export type ExchangeResult = { bytes: Uint8Array } | { ended: true };

/** Sends one session's exchanges, each until it is answered or cannot be. */
export class Exchanger {
  readonly #sessionId: string;
  readonly #options: MeekOptions;
  readonly #environment: CarrierEnvironment;
  /** Routes whose answers have carried the marker: there, an answer without it is not ours. */
  readonly #marked = new Set<Route>();
  /** Routes that have answered at all, so that a slow answer is not a slow connection. */
  readonly #answered = new Set<Route>();

  constructor(sessionId: string, options: MeekOptions, environment: CarrierEnvironment) {
    this.#sessionId = sessionId;
    this.#options = options;
    this.#environment = environment;
  }

  /** The server is ours, so it understands `Header.end`. */
  get isFrontageServer(): boolean {
    return this.#marked.size > 0;
  }

  /**
   * Sends the same bytes under the same sequence number until the server answers.
   *
   * @throws MeekError of the last attempt, or at once what only the server can say
   */
  async send(request: ExchangeRequest, signal: AbortSignal): Promise<ExchangeResult> {
    const { clock, random, routes } = this.#environment;
    let route = routes.choose();
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#attempt(request, route, signal);
      } catch (error) {
        if (!(error instanceof MeekError) || signal.aborted) throw error;
        this.#environment.observer?.failed(route, error);
        if (!isRetryable(error) || attempt > RETRIES) throw error;
      }
      const jitter = 0.75 + random.fraction() / 2;
      await sleep(clock, RETRY_STEP_MS * attempt * jitter, signal);
      route = routes.choose(route);
    }
  }

  async #attempt(request: ExchangeRequest, route: Route, signal: AbortSignal) {
    const limits = new AbortController();
    const onAbort = () => limits.abort(signal.reason);
    if (signal.aborted) throw signal.reason;
    signal.addEventListener('abort', onAbort, { once: true });
    const { connectTimeoutMs, readTimeoutMs } = this.#options;
    let disarm = this.#armTimeout(
      this.#answered.has(route) ? readTimeoutMs : connectTimeoutMs,
      limits,
    );
    try {
      const response = await this.#fetch(request, route, limits.signal);
      disarm();
      disarm = this.#armTimeout(readTimeoutMs, limits);
      return await this.#readResponse(response, route);
    } catch (error) {
      if (error instanceof MeekError) throw error;
      if (signal.aborted) throw signal.reason;
      throw new MeekError('MEEK_FRONT_UNREACHABLE', `${route.name} did not answer`, {
        cause: limits.signal.aborted ? limits.signal.reason : error,
      });
    } finally {
      disarm();
      signal.removeEventListener('abort', onAbort);
      // A response that was refused by its head is not read to its end.
      limits.abort();
    }
  }

  #armTimeout(limitMs: number, limits: AbortController): () => void {
    return this.#environment.clock.schedule(limitMs, () =>
      limits.abort(new DOMException(`no answer within ${limitMs} ms`, 'TimeoutError')),
    );
  }

  #fetch(request: ExchangeRequest, route: Route, signal: AbortSignal): Promise<Response> {
    const headers: Record<string, string> = {
      ...this.#options.headers,
      'Content-Type': CONTENT_TYPE,
      [Header.sessionId]: this.#sessionId,
      [Header.sequence]: String(request.sequence),
      [Header.maxBody]: String(this.#options.maxBodyBytes),
    };
    if (this.#options.authToken) headers[Header.authToken] = this.#options.authToken;
    if (request.end) headers[Header.end] = request.end;
    return this.#environment.fetch(route.url, postInit(route, headers, request.body, signal));
  }

  async #readResponse(response: Response, route: Route): Promise<ExchangeResult> {
    const text = response.status === 200 ? '' : await readText(response, REFUSAL_TEXT_BYTES);
    const answer = readAnswer(response, text, this.#marked.has(route));
    if (answer.kind === 'error') throw answer.error;
    const result = await this.#readResult(answer, response);
    if (hasMarker(response)) this.#marked.add(route);
    this.#answered.add(route);
    this.#environment.observer?.answered(route);
    return result;
  }

  async #readResult(answer: Answer, response: Response): Promise<ExchangeResult> {
    if (answer.kind === 'ended') return { ended: true };
    const bytes = await readAtMost(response, this.#options.maxBodyBytes);
    if (bytes) return { bytes };
    const message = `The response is longer than ${this.#options.maxBodyBytes} bytes.`;
    throw new MeekError('MEEK_RESPONSE_TOO_LARGE', message);
  }
}

/** No cookies, no cache, no referrer, no redirects: the request says nothing it need not. */
export function postInit(
  route: Route,
  headers: Record<string, string>,
  body: Uint8Array,
  signal: AbortSignal,
): RequestInit {
  return {
    ...(route.streamsBody ? streamed(body) : { body: body as Uint8Array<ArrayBuffer> }),
    method: 'POST',
    headers,
    signal,
    cache: 'no-store',
    credentials: 'omit',
    redirect: 'manual',
    referrerPolicy: 'no-referrer',
  };
}

/** `duplex` is required with a stream, and missing from the DOM's types. */
function streamed(bytes: Uint8Array): RequestInit {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      if (bytes.length > 0) controller.enqueue(bytes);
      controller.close();
    },
  });
  return { body, duplex: 'half' } as RequestInit;
}
