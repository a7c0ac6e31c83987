import type { Settings } from '../../storage/settings.ts';
import type { StoredSubscription } from '../../storage/subscriptions.ts';
import type { SiteRouting } from './site-routing.ts';

export interface SiteKeeperParts {
  readonly store: {
    settings(): Promise<Settings>;
    subscriptions(): Promise<StoredSubscription[]>;
  };
  readonly route: (routing: SiteRouting) => Promise<void>;
}

/** Has the browser follow the rules that are stored. */
export class SiteKeeper {
  readonly #parts: SiteKeeperParts;
  #applied = '';

  constructor(parts: SiteKeeperParts) {
    this.#parts = parts;
  }

  /** Nothing is touched where nothing has changed. */
  async apply(): Promise<void> {
    const { store, route } = this.#parts;
    const [{ sites: rules }, subscriptions] = await Promise.all([
      store.settings(),
      store.subscriptions(),
    ]);
    const routing = { rules, kept: listHosts(subscriptions) };
    const text = JSON.stringify(routing);
    if (text === this.#applied) return;
    this.#applied = '';
    await route(routing);
    this.#applied = text;
  }
}

/** Where lists of fronts are: in Chromium they are asked for like any page. */
function listHosts(subscriptions: readonly StoredSubscription[]): string[] {
  const urls = subscriptions.flatMap(({ urls, list }) => [...urls, ...(list?.urls ?? [])]);
  return [...new Set(urls.map((url) => new URL(url).hostname))];
}
