import type { Route } from '../fronts/route.ts';
import type { PendingRead } from './downlink.ts';
import type { Exchange } from './exchange.ts';
import type { Post } from './uplink.ts';

/** What an exchange carries beyond acknowledgements, and how far it has come. */
export interface Attempt {
  readonly exchange: Exchange;
  readonly post: Post | undefined;
  readonly read: PendingRead | undefined;
  /** How long the answer is to be held back on its way, in ms. */
  readonly heldMs: number;
  readonly overdueAtMs: number;
  /** From then on another route may be asked as well, in ms. */
  lateAtMs: number;
  /** The route's failures that had been counted when it began: one outage counts once. */
  readonly epoch: number;
  /** Repeats what others carry, to be there first if they are late. */
  readonly isHedge: boolean;
  readonly requestBytes: number;
  /** Of its answer, what others had brought before. */
  repeatedBytes: number;
  hasLanded: boolean;
  standing: Standing;
}

/**
 * - `own`: nobody else has its work.
 * - `hedged`: another route was asked as well.
 * - `replaced`: it is not counted on any more; what it still brings is welcome.
 */
export type Standing = 'own' | 'hedged' | 'replaced';

/** A session's exchanges under way. */
export class Attempts {
  readonly #underway = new Set<Attempt>();

  get size(): number {
    return this.#underway.size;
  }

  /** Whether nothing is under way but what was given to others. */
  get isIdle(): boolean {
    return [...this.#underway].every(isReplaced);
  }

  /** Whether one is under way that began after so many outages, and was not given to another. */
  has(epoch: number): boolean {
    return [...this.#underway].some((it) => it.epoch === epoch && !isReplaced(it));
  }

  add(attempt: Attempt): void {
    this.#underway.add(attempt);
  }

  delete(attempt: Attempt): void {
    this.#underway.delete(attempt);
  }

  abort(reason: unknown): void {
    for (const { exchange } of this.#underway) exchange.abort(reason);
  }

  /** Whether one that is counted on carries this. */
  carries(post: Post): boolean {
    return [...this.#underway].some((it) => it.post === post && !isReplaced(it));
  }

  /** Those for which another route may be asked now. */
  late(nowMs: number): Attempt[] {
    return this.#unanswered.filter(({ lateAtMs }) => lateAtMs <= nowMs);
  }

  /** Those that should have been answered by now. */
  overdue(nowMs: number): Attempt[] {
    return this.#unanswered.filter(({ overdueAtMs }) => overdueAtMs <= nowMs);
  }

  /** When one becomes late or overdue, for each that may, in ms. */
  get dueTimesMs(): number[] {
    return this.#unanswered.flatMap(({ lateAtMs, overdueAtMs }) => [lateAtMs, overdueAtMs]);
  }

  /** Those on a route that have shown no life since `sinceMs`. */
  silentSince(route: Route, sinceMs: number): Attempt[] {
    return [...this.#underway].filter(
      ({ exchange }) => exchange.route === route && exchange.lastByteAtMs <= sinceMs,
    );
  }

  /** Whether a READ on this route was given up without having been answered. */
  isDoubtful(route: Route): boolean {
    return [...this.#underway].some(
      (it) => isReplaced(it) && it.read && !hasBegun(it) && it.exchange.route === route,
    );
  }

  get #unanswered(): Attempt[] {
    return [...this.#underway].filter((it) => !isReplaced(it) && !hasBegun(it));
  }
}

const isReplaced = ({ standing }: Attempt) => standing === 'replaced';
const hasBegun = ({ exchange }: Attempt) => exchange.begunAtMs !== undefined;
