import { type FrontFailureCode, weightOf } from '../failure/front-failure.ts';
import type { Candidate } from '../selector/candidate.ts';
import {
  afterFailure,
  afterSuccess,
  type FrontHealth,
  failAt,
  okAt,
  UNTRIED,
} from './front-health.ts';
import { Suspicion } from './suspicion.ts';

/** Records of one network; the one that was updated the longest ago makes room. */
export const MAX_FRONTS = 5_000;

/** Told of each record as it changes; `null`: it was forgotten. */
export type OnFrontChange = (key: string, health: FrontHealth | null) => void;

/** How the fronts have fared on one network. */
export class NetworkHealth {
  /** In the order of their last updates. */
  readonly #records = new Map<string, FrontHealth>();
  readonly #suspicion = new Suspicion();
  readonly #onChange: OnFrontChange | undefined;

  constructor(onChange?: OnFrontChange) {
    this.#onChange = onChange;
  }

  get records(): ReadonlyMap<string, FrontHealth> {
    return this.#records;
  }

  healthOf(key: string): FrontHealth {
    return this.#records.get(key) ?? UNTRIED;
  }

  /** By what the chances of the provider's fronts are to be multiplied, 0 to 1. */
  trustIn(provider: string, nowMs: number): number {
    return this.#suspicion.factorOf(provider, nowMs);
  }

  /** @param rttMs null where the answer tells nothing of the path's round trip */
  succeeded({ key, provider }: Candidate, nowMs: number, rttMs: number | null): void {
    this.#suspicion.worked(provider);
    this.#update(key, afterSuccess(this.healthOf(key), nowMs, rttMs));
  }

  /** @param fraction evenly spread over [0, 1), for the cool-down's jitter */
  failed(
    { key, provider }: Candidate,
    nowMs: number,
    code: FrontFailureCode,
    fraction: number,
  ): void {
    const before = this.healthOf(key);
    const after = afterFailure(before, nowMs, code, fraction);
    const isNews = after.failuresInARow > before.failuresInARow;
    if (isNews && weightOf(code) === 'passing') {
      const ok = okAt(before, nowMs);
      this.#suspicion.failed(provider, ok / (ok + failAt(before, nowMs) + 1), nowMs);
    }
    this.#update(key, after);
  }

  /** As it was stored. */
  restore(key: string, health: FrontHealth): void {
    this.#put(key, health);
  }

  /** Forgets the fronts for whose keys this is false. */
  keepOnly(isKept: (key: string) => boolean): void {
    for (const key of [...this.#records.keys()]) if (!isKept(key)) this.#forget(key);
  }

  #update(key: string, health: FrontHealth): void {
    this.#put(key, health);
    this.#onChange?.(key, health);
  }

  #put(key: string, health: FrontHealth): void {
    this.#records.delete(key);
    this.#records.set(key, health);
    if (this.#records.size <= MAX_FRONTS) return;
    const [oldest] = this.#records.keys() as Iterator<string> & Iterable<string>;
    if (oldest !== undefined) this.#forget(oldest);
  }

  #forget(key: string): void {
    this.#records.delete(key);
    this.#onChange?.(key, null);
  }
}
