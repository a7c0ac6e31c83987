import browser from 'webextension-polyfill';
import type { Clock } from '../../meek/clock.ts';
import { type Explain, explainByCause } from '../../meek/fronts/failure/explain.ts';

/** How long after a request's end its name may come, in ms: at once in Chromium, in Firefox later. */
const NAME_LIMIT_MS = 600;

/** Names that came before anybody asked, of so many requests. */
const MAX_NAMES = 64;

/** What we called off ourselves says nothing. */
const CALLED_OFF = new Set(['net::ERR_ABORTED', 'NS_BINDING_ABORTED']);

interface ErrorDetails {
  readonly url: string;
  readonly error: string;
  readonly initiator?: string;
  readonly originUrl?: string | undefined;
}

/**
 * What the browser calls the errors of our own requests. `fetch` says “TypeError” whatever
 * happened; `webRequest` tells the rest, to extensions that may see the host.
 */
export class ErrorNames {
  readonly #clock: Clock;
  readonly #ownOrigin = browser.runtime.getURL('').replace(/\/$/, '');
  /** By place, those that nobody has asked for yet, and when they came. */
  readonly #names = new Map<string, { name: string; atMs: number }>();
  readonly #awaited = new Map<string, Set<(name: string) => void>>();
  #isWatching = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Only while there are requests of ours: an event would wake a worker that sleeps. */
  watch(): void {
    if (this.#isWatching) return;
    this.#isWatching = true;
    browser.webRequest.onErrorOccurred.addListener(this.#hear, {
      urls: ['<all_urls>'],
      types: ['xmlhttprequest'],
      tabId: -1,
    });
  }

  unwatch(): void {
    this.#isWatching = false;
    this.#names.clear();
    browser.webRequest.onErrorOccurred.removeListener(this.#hear);
  }

  readonly explain: Explain = async (url, error) =>
    (await explainByCause(url, error)) ?? this.#nameOf(url);

  #nameOf(url: string): Promise<string | undefined> {
    const place = placeOf(url);
    const known = this.#names.get(place);
    this.#names.delete(place);
    if (known && this.#clock.nowMs() - known.atMs <= NAME_LIMIT_MS) {
      return Promise.resolve(known.name);
    }
    return new Promise((resolve) => {
      const awaited = this.#awaited.get(place) ?? new Set();
      this.#awaited.set(place, awaited);
      const settle = (name?: string) => {
        disarm();
        awaited.delete(settle);
        if (awaited.size === 0) this.#awaited.delete(place);
        resolve(name);
      };
      const disarm = this.#clock.schedule(NAME_LIMIT_MS, () => settle());
      awaited.add(settle);
    });
  }

  readonly #hear = (details: ErrorDetails): void => {
    const { url, error, initiator, originUrl } = details;
    const isOwn = initiator === this.#ownOrigin || originUrl?.startsWith(this.#ownOrigin);
    if (!isOwn || CALLED_OFF.has(error)) return;
    const place = placeOf(url);
    const awaited = this.#awaited.get(place);
    if (awaited) {
      for (const settle of [...awaited]) settle(error);
      return;
    }
    this.#names.delete(place);
    this.#names.set(place, { name: error, atMs: this.#clock.nowMs() });
    const [oldest] = this.#names.keys();
    if (this.#names.size > MAX_NAMES && oldest !== undefined) this.#names.delete(oldest);
  };
}

/** Of a front, whatever the path: that is varied. The fragment names one of its addresses. */
function placeOf(url: string): string {
  const parsed = URL.parse(url);
  return parsed ? `${parsed.origin}${parsed.search}${parsed.hash}` : url;
}
