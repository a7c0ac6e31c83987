import * as v from 'valibot';
import { FrontHealth, failAt, okAt } from './front-health.ts';
import { NetworkHealth } from './network-health.ts';

/** Home, work, mobile, and some that one passes by. The one unused the longest is forgotten. */
export const MAX_NETWORKS = 8;

/** What worked on another network is a hint here, and no more: it counts so much. */
const ELSEWHERE_SHARE = 0.25;

/** One front's health on one network, as it is stored. */
export const HealthRow = v.object({
  /** Whatever names the network outside of here; never shown. */
  network: v.pipe(v.string(), v.maxLength(200)),
  front: v.pipe(v.string(), v.minLength(1), v.maxLength(1_000)),
  health: FrontHealth,
});
export type HealthRow = v.InferOutput<typeof HealthRow>;

/** A row to be stored; without `health`, one to be deleted. */
export type HealthChange = Omit<HealthRow, 'health'> & { readonly health: FrontHealth | null };

export interface HealthBookOptions {
  /** As they were stored, in any order. */
  readonly rows?: Iterable<HealthRow>;
  readonly onChange?: (change: HealthChange) => void;
}

/** How fronts have fared, network by network: what works at home may be blocked at work. */
export class HealthBook {
  /** In the order of their last use. */
  readonly #networks = new Map<string, NetworkHealth>();
  readonly #onChange: HealthBookOptions['onChange'];

  constructor({ rows = [], onChange }: HealthBookOptions = {}) {
    this.#onChange = onChange;
    const byAge = [...rows].sort((a, b) => a.health.atMs - b.health.atMs);
    for (const { network, front, health } of byAge) this.on(network).restore(front, health);
  }

  /** The network that was in use last; undefined where there was none yet. */
  get lastNetwork(): string | undefined {
    return [...this.#networks.keys()].at(-1);
  }

  /** The records of the network by that name, which is hereby the one in use. */
  on(network: string): NetworkHealth {
    const known = this.#networks.get(network);
    const health =
      known ?? new NetworkHealth((front, health) => this.#onChange?.({ network, front, health }));
    this.#networks.delete(network);
    this.#networks.set(network, health);
    if (this.#networks.size > MAX_NETWORKS) this.#forgetOldest();
    return health;
  }

  /** What the other networks' experience with a front is worth on this one. */
  elsewhere(network: string, key: string, nowMs: number): { ok: number; fail: number } {
    const sum = { ok: 0, fail: 0 };
    for (const [name, { records }] of this.#networks) {
      const health = name === network ? undefined : records.get(key);
      if (!health) continue;
      sum.ok += ELSEWHERE_SHARE * okAt(health, nowMs);
      sum.fail += ELSEWHERE_SHARE * failAt(health, nowMs);
    }
    return sum;
  }

  /** Forgets the fronts for whose keys this is false, on every network. */
  keepOnly(isKept: (key: string) => boolean): void {
    for (const health of this.#networks.values()) health.keepOnly(isKept);
  }

  *rows(): Generator<HealthRow> {
    for (const [network, { records }] of this.#networks) {
      for (const [front, health] of records) yield { network, front, health };
    }
  }

  #forgetOldest(): void {
    const [oldest] = this.#networks;
    if (!oldest) return;
    const [network, { records }] = oldest;
    this.#networks.delete(network);
    for (const front of records.keys()) this.#onChange?.({ network, front, health: null });
  }
}
