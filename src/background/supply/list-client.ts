import type { Fetch } from '../../meek/carrier.ts';
import type { Clock } from '../../meek/clock.ts';
import { fetchList } from '../../meek/fronts/subscription/fetch-list.ts';
import { type MirrorOutcome, raceMirrors } from '../../meek/fronts/subscription/race-mirrors.ts';
import { readSubscription } from '../../meek/fronts/subscription/read-subscription.ts';
import type { Random } from '../../meek/random.ts';
import type { StoredSubscription } from '../../storage/subscriptions.ts';
import type { ListWay } from './list-gate.ts';

/** One mirror has as long, in ms: 4 MiB at half a megabit per second. */
const MIRROR_LIMIT_MS = 70_000;

export interface ListClientParts {
  /** The browser's. */
  readonly fetch: Fetch;
  readonly helperFetch: Fetch;
  readonly clock: Clock;
  readonly random: Random;
  /** Milliseconds since 1970. */
  readonly wallClockMs: () => number;
  /** Takes from requests to these hosts what names the extension. */
  readonly cleanRequestsTo: (hosts: readonly string[]) => Promise<void>;
  /** The URLs that are being asked; Firefox's proxy lets no others of the extension's pass. */
  readonly underWay: Set<string>;
}

/** Asks a subscription's mirrors for its list. */
export class ListClient {
  readonly #parts: ListClientParts;

  constructor(parts: ListClientParts) {
    this.#parts = parts;
  }

  /** Resolves in any case, soon after `signal` has aborted too. */
  async ask(stored: StoredSubscription, way: ListWay, signal: AbortSignal): Promise<MirrorOutcome> {
    const { clock, random, cleanRequestsTo } = this.#parts;
    const urls = stored.list?.urls ?? stored.urls;
    try {
      if (way !== 'helper') await cleanRequestsTo(urls.map((url) => new URL(url).hostname));
    } catch {
      // As they are, the requests would name the extension.
      return { code: 'unreachable' };
    }
    const fetch = this.#parts[way === 'helper' ? 'helperFetch' : 'fetch'];
    const ask = (url: string, over: AbortSignal) => this.#askOne(url, stored, fetch, over);
    return raceMirrors(urls, ask, { clock, random }, signal);
  }

  async #askOne(
    url: string,
    { publicKey, list }: StoredSubscription,
    fetch: Fetch,
    over: AbortSignal,
  ): Promise<MirrorOutcome> {
    const { underWay, clock, wallClockMs } = this.#parts;
    const tooLate = new AbortController();
    const cancel = clock.schedule(MIRROR_LIMIT_MS, () => tooLate.abort());
    // As it stands in what the browser is asked about, which has no fragment.
    const { href, hash } = new URL(url);
    const asked = href.slice(0, href.length - hash.length);
    underWay.add(asked);
    try {
      const signal = AbortSignal.any([over, tooLate.signal]);
      const fetched = await fetchList(asked, fetch, signal);
      if ('code' in fetched) return fetched;
      return await readSubscription(fetched.bytes, publicKey, list?.number ?? null, wallClockMs());
    } finally {
      underWay.delete(asked);
      cancel();
    }
  }
}
