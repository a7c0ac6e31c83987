import type { Fetch } from '../../../src/meek/carrier.ts';
import { CONTENT_TYPE, Header, MARKER_VALUE } from '../../../src/meek/v1/wire.ts';

/** Numbers that repeat with their seed, so that a test fails again as it failed before. */
export function seeded(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

const lost = () => new TypeError('fetch failed');

/** Every `n`-th answer is lost, after the server has processed the request. */
export function losingEvery(n: number, inner: Fetch = fetch): Fetch {
  let count = 0;
  return async (url, init) => {
    const response = await inner(url, init);
    count += 1;
    if (count % n !== 0) return response;
    await response.body?.cancel();
    throw lost();
  };
}

/** Each answer breaks off with `probability` after a random number of bytes. */
export function cuttingAnswers(probability: number, random: () => number): Fetch {
  return async (url, init) => {
    const response = await fetch(url, init);
    if (random() >= probability) return response;
    let restBytes = Math.floor(random() * 200_000);
    const cut = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        controller.enqueue(chunk.subarray(0, restBytes));
        restBytes -= chunk.length;
        if (restBytes < 0) controller.error(lost());
      },
    });
    return new Response(response.body?.pipeThrough(cut) ?? null, response);
  };
}

/** Some requests never arrive. */
export function droppingRequests(probability: number, random: () => number): Fetch {
  return async (url, init) => {
    if (random() < probability) throw lost();
    return fetch(url, init);
  };
}

/** The edge sends some requests twice, the copy after a while, and holds others back. */
export function duplicatingAndReordering(random: () => number): Fetch {
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  return async (url, init) => {
    const { signal: _signal, ...lasting } = init;
    if (random() < 0.3) {
      const copy = { ...lasting, body: (init.body as Uint8Array<ArrayBuffer>).slice() };
      void pause(random() * 20)
        .then(() => fetch(url, copy))
        .then((response) => response.body?.cancel())
        .catch(() => {});
    }
    if (random() < 0.5) await pause(random() * 15);
    return fetch(url, init);
  };
}

/** In bursts, the CDN answers by itself. */
export function burstsOf503(length: number, period: number): Fetch {
  let count = 0;
  return async (url, init) => {
    count += 1;
    if (count % period >= length || count < period) return fetch(url, init);
    return new Response('<h1>Service Unavailable</h1>', { status: 503 });
  };
}

/** A reflector that passes two headers on, and none back. */
export const strippingHeaders: Fetch = async (url, init) => {
  const given = new Headers(init.headers);
  const headers = {
    [Header.sessionId]: given.get(Header.sessionId) ?? '',
    'Content-Type': CONTENT_TYPE,
  };
  const response = await fetch(url, { ...init, headers });
  if (response.headers.get(Header.marker) !== MARKER_VALUE) return response;
  return new Response(response.body, { status: response.status });
};

/** Answers come only once they are complete. */
export const bufferingAnswers: Fetch = async (url, init) => {
  const response = await fetch(url, init);
  return new Response(await response.arrayBuffer(), response);
};
