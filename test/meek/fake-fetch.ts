import type { Fetch } from '../../src/meek/carrier.ts';

/** A request that waits for the test's answer, or for its own signal. */
export interface SentRequest {
  readonly url: string;
  readonly init: RequestInit;
  readonly headers: Headers;
  /** As it was when it was sent. */
  readonly body: Uint8Array;
  readonly text: string;
  respond(response: Response): void;
  fail(error?: unknown): void;
}

/** A `fetch` whose far end is the test. */
export class FakeFetch {
  readonly sent: SentRequest[] = [];
  #takenCount = 0;
  #arrived = Promise.withResolvers<void>();

  readonly fetch: Fetch = (url, init) =>
    new Promise((respond, reject) => {
      const { signal } = init;
      if (signal?.aborted) return reject(signal.reason);
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      const body = Uint8Array.from(init.body as Uint8Array);
      this.sent.push({
        url,
        init,
        headers: new Headers(init.headers),
        body,
        text: new TextDecoder().decode(body),
        respond,
        fail: (error = new TypeError('fetch failed')) => reject(error),
      });
      this.#arrived.resolve();
      this.#arrived = Promise.withResolvers();
    });

  /** The first request that the test has not taken yet, as soon as it is there. */
  async next(): Promise<SentRequest> {
    while (this.sent.length <= this.#takenCount) await this.#arrived.promise;
    return this.sent[this.#takenCount++] as SentRequest;
  }
}
