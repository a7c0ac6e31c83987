import { decay } from './front-health.ts';

/** A provider that is blocked shows it within minutes; one that is not should not suffer longer. */
const HALF_LIFE_MS = 10 * 60_000;

/** What each failure that nobody expected takes from the chances of the provider's other fronts. */
const FACTOR = 0.6;

/** With that many, a provider is as good as blocked. */
const MOST = 8;

/** Providers that are in doubt at once; the longest doubted is believed again. */
const MAX_PROVIDERS = 1_000;

/**
 * Doubt in whole providers. A censor blocks a CDN as a whole more often than by its names, so when
 * a good front fails, its siblings are less to be relied on, until one of them works.
 */
export class Suspicion {
  readonly #levels = new Map<string, { level: number; atMs: number }>();

  /** @param surprise how likely the front was to work, 0 to 1: that a bad one fails says nothing */
  failed(provider: string, surprise: number, nowMs: number): void {
    const level = Math.min(this.#levelOf(provider, nowMs) + surprise, MOST);
    this.#levels.delete(provider);
    this.#levels.set(provider, { level, atMs: nowMs });
    const [first] = this.#levels.keys();
    if (this.#levels.size > MAX_PROVIDERS && first !== undefined) this.#levels.delete(first);
  }

  worked(provider: string): void {
    this.#levels.delete(provider);
  }

  /** By what the chances of the provider's fronts are to be multiplied, 0 to 1. */
  factorOf(provider: string, nowMs: number): number {
    return FACTOR ** this.#levelOf(provider, nowMs);
  }

  #levelOf(provider: string, nowMs: number): number {
    const known = this.#levels.get(provider);
    return known ? known.level * decay(nowMs - known.atMs, HALF_LIFE_MS) : 0;
  }
}
