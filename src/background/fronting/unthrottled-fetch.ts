import type { Fetch } from '../../meek/carrier.ts';
import { type Random, toHex } from '../../meek/random.ts';

/** Statuses that Chromium counts against a URL. */
const COUNTED = new Set([500, 503, 509]);

/** Refusals of a meek server, or of a CDN on its way: they say nothing about the path. */
const INDIFFERENT = new Set([400, 408, 413, 429]);

/** What is over is forgotten, and found out again. */
const MAX_PLACES = 64;
const MAX_FIXED = 1_024;

/**
 * A `fetch` that goes on below the same path, at another place each time, once a URL has answered
 * 500, 503 or 509.
 *
 * From the third such answer on, Chromium refuses an extension's requests to that URL, whatever
 * its query, without sending them: for 0.7 s, and 1.4 times as long with each further answer, up
 * to 15 minutes (chromium.org/throttling; `extension_throttle_entry.cc`). Where twenty requests are
 * under way, a CDN's bad moment is minutes. Chromium 156: after 300 ms of 503, silence for 2 to 60 s
 * and more; none with `--disable-extensions-http-throttling`. The carrier has a back-off of its own,
 * which is for the front and not for a URL.
 */
export function unthrottledFetch(fetch: Fetch, random: Random): Fetch {
  const places = new Map<string, string>();
  /** Fronts where something on the way takes no path but the profile's: URLs with their queries. */
  const fixed = new Set<string>();
  return async (url, init) => {
    const key = withoutQuery(url);
    const place = fixed.has(url) ? undefined : places.get(key);
    const response = await fetch(place ? below(url, place) : url, init);
    // Of many under way to the same place, the first tells.
    if (fixed.has(url) || places.get(key) !== place) return response;
    if (COUNTED.has(response.status)) places.set(key, toHex(random.bytes(4)));
    else if (place && !mayBeServers(response)) fixed.add(url);
    dropOldest(places, MAX_PLACES);
    dropOldest(fixed, MAX_FIXED);
    return response;
  };
}

function dropOldest(kept: Map<string, unknown> | Set<string>, most: number): void {
  const [oldest] = kept.keys();
  if (kept.size > most && oldest !== undefined) kept.delete(oldest);
}

function mayBeServers({ status, headers }: Response): boolean {
  if (status !== 200) return INDIFFERENT.has(status) || status >= 500;
  return headers.get('Content-Type')?.startsWith('application/octet-stream') ?? false;
}

/** Nor the fragment, which is never sent. */
function withoutQuery(url: string): string {
  return url.split(/[?#]/, 1)[0] ?? url;
}

function below(url: string, place: string): string {
  const path = withoutQuery(url);
  return `${path}${path.endsWith('/') ? '' : '/'}${place}${url.slice(path.length)}`;
}
