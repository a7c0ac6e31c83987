import type { Clock } from '../../meek/clock.ts';
import { FRONT_LIMIT } from '../../meek/fronts/import/limits.ts';
import { mergeFronts } from '../../meek/fronts/import/merge.ts';
import type { Profile } from '../../meek/fronts/profile.ts';
import type { MirrorOutcome } from '../../meek/fronts/subscription/race-mirrors.ts';
import {
  refreshDelayMs,
  retryDelayMs,
  soonDelayMs,
} from '../../meek/fronts/subscription/schedule.ts';
import type { Subscription } from '../../meek/fronts/subscription/subscription.ts';
import type { Random } from '../../meek/random.ts';
import type { StoredSubscription } from '../../storage/subscriptions.ts';
import type { TunnelState } from '../state.ts';
import type { ListClient } from './list-client.ts';
import type { ListGate, ListWay } from './list-gate.ts';
import type { RefreshCode, SubscriptionStatus } from './status.ts';
import { SubscriptionBook, type SubscriptionShelf } from './subscription-book.ts';

/** While the tunnel leads nowhere a list is too old after so many ms. */
const STALE_MS = 3_600_000;

export interface SubscriptionsParts {
  readonly shelf: SubscriptionShelf;
  /** The profile in use. */
  readonly chosenProfile: () => Promise<Profile | null>;
  readonly client: Pick<ListClient, 'ask'>;
  readonly gate: ListGate;
  readonly clock: Clock;
  readonly random: Random;
  /** Milliseconds since 1970. */
  readonly wallClockMs: () => number;
  /** Whether the browser lets the extension reach any https site: lists name new fronts. */
  readonly isAllowed: () => Promise<boolean>;
  /** Has `refreshIfDue` called at that time, even if the worker has ended by then. */
  readonly wakeAt: (atMs: number) => void;
  readonly onChange: () => void;
  /** The profile in use has other fronts than before. */
  readonly onNewFronts: () => void;
}

/**
 * Keeps the lists of fronts that profiles subscribe to up to date. Only the profile in use is
 * refreshed by itself: through its tunnel, or outside of it where the person allowed that.
 */
export class Subscriptions {
  readonly #parts: SubscriptionsParts;
  readonly #book: SubscriptionBook;
  readonly #refreshing = new Set<string>();
  #disarmSoon = () => {};

  constructor(parts: SubscriptionsParts) {
    this.#parts = parts;
    this.#book = new SubscriptionBook(parts.shelf, parts.onChange);
  }

  async statuses(): Promise<SubscriptionStatus[]> {
    return (await this.#book.all()).map((stored) => ({
      profileId: stored.profileId,
      urls: stored.urls,
      publicKey: stored.publicKey,
      mayFetchDirectly: stored.mayFetchDirectly,
      way: this.#parts.gate.way,
      progress: this.#refreshing.has(stored.profileId) ? 'refreshing' : 'idle',
      list: stored.list && {
        number: stored.list.number,
        fronts: stored.list.fronts.length,
        expiresAtMs: stored.list.expiresAtMs,
      },
      last: stored.last as SubscriptionStatus['last'],
    }));
  }

  /** The profile with the fronts of its list after its own, as far as they may be reached. */
  async withListed(profile: Profile): Promise<Profile> {
    const list = (await this.#book.of(profile.id))?.list;
    if (!list || !(await this.#parts.isAllowed())) return profile;
    return { ...profile, fronts: mergeFronts(profile.fronts, list.fronts).slice(0, FRONT_LIMIT) };
  }

  /** Subscribes a profile. A list that the same key has signed before stays. */
  async subscribe(profileId: string, subscription: Subscription): Promise<void> {
    const before = await this.#book.of(profileId);
    const kept = before?.publicKey === subscription.publicKey ? before : undefined;
    await this.#book.put({
      profileId,
      ...subscription,
      mayFetchDirectly: kept?.mayFetchDirectly ?? false,
      list: kept?.list ?? null,
      last: kept?.last ?? null,
      dueAtMs: this.#parts.wallClockMs(),
    });
    this.#checkSoon();
  }

  async allowDirect(profileId: string, mayFetchDirectly: boolean): Promise<void> {
    await this.#book.change(profileId, { mayFetchDirectly });
    await this.arm();
  }

  async unsubscribe(profileId: string): Promise<void> {
    await this.#book.remove(profileId);
  }

  /** Its profile was removed, and the subscription with it. */
  async forget(profileId: string): Promise<void> {
    await this.#book.forget(profileId);
  }

  /** What the tunnel does has changed. */
  follow(state: TunnelState): void {
    const { gate } = this.#parts;
    const before = gate.way;
    gate.follow(state);
    if (gate.way === before) return;
    this.#disarmSoon();
    if (gate.way === 'tunnel' || gate.way === 'helper') this.#checkSoon();
  }

  /** The person asks for the list. @param mayLeaveTunnel and knows what is to leave outside of it */
  async refresh(profileId: string, mayLeaveTunnel: boolean): Promise<void> {
    const stored = await this.#book.of(profileId);
    if (!stored || this.#refreshing.has(profileId)) return;
    const { way } = this.#parts.gate;
    if (way === null || (way !== 'tunnel' && !mayLeaveTunnel)) {
      return this.#note(profileId, 'closed');
    }
    await this.#refresh(stored, way);
  }

  async refreshIfDue(): Promise<void> {
    const stored = await this.#inUse();
    const { way } = this.#parts.gate;
    if (!stored || way === null || !this.#isDue(stored)) return;
    if (this.#refreshing.has(stored.profileId) || !this.#mayRefresh(stored)) return;
    await this.#refresh(stored, way);
  }

  /** Has the worker woken when the next list is due. */
  async arm(): Promise<void> {
    const stored = await this.#inUse();
    if (!stored) return;
    const isOverdue = stored.dueAtMs <= this.#parts.wallClockMs();
    // Without a way, it is looked at again when there is one.
    if (!isOverdue || this.#mayRefresh(stored)) this.#parts.wakeAt(stored.dueAtMs);
  }

  #mayRefresh({ mayFetchDirectly }: StoredSubscription): boolean {
    const { way } = this.#parts.gate;
    return way === 'tunnel' || (way !== null && mayFetchDirectly);
  }

  /** Once the fronts that are known lead nowhere, a list of an hour ago may be too old. */
  #isDue({ dueAtMs, last }: StoredSubscription): boolean {
    const { gate, wallClockMs } = this.#parts;
    const nowMs = wallClockMs();
    const isUrgent = gate.way === 'helper' && nowMs - (last?.atMs ?? 0) >= STALE_MS;
    return isUrgent || dueAtMs <= nowMs;
  }

  #checkSoon(): void {
    const { clock, random } = this.#parts;
    this.#disarmSoon();
    this.#disarmSoon = clock.schedule(soonDelayMs(random), () => {
      void this.refreshIfDue().catch(() => {});
    });
  }

  async #refresh({ profileId }: StoredSubscription, way: ListWay): Promise<void> {
    this.#refreshing.add(profileId);
    this.#parts.onChange();
    try {
      // Put off before it is tried: a worker that ends meanwhile must not try again at once.
      const { wallClockMs, random } = this.#parts;
      const dueAtMs = wallClockMs() + retryDelayMs(random);
      const stored = await this.#book.change(profileId, { dueAtMs });
      if (stored) await this.#ask(stored, way);
    } finally {
      this.#refreshing.delete(profileId);
      await this.arm();
      this.#parts.onChange();
    }
  }

  async #ask(stored: StoredSubscription, way: ListWay): Promise<void> {
    const { client, gate, isAllowed } = this.#parts;
    const { signal } = gate;
    if (!(await isAllowed())) return this.#note(stored.profileId, 'permission-missing');
    signal.throwIfAborted();
    // What was allowed is this way and no other.
    if (gate.way !== way) return this.#note(stored.profileId, 'interrupted');
    const outcome = await client.ask(stored, way, signal);
    if (signal.aborted && !('list' in outcome)) return this.#note(stored.profileId, 'interrupted');
    await this.#take(stored, way, outcome);
  }

  async #take(asked: StoredSubscription, way: ListWay, outcome: MirrorOutcome): Promise<void> {
    const { profileId } = asked;
    const { wallClockMs, random, onNewFronts } = this.#parts;
    // Another key was subscribed to meanwhile: this is not its list.
    if ((await this.#book.of(profileId))?.publicKey !== asked.publicKey) return;
    const nowMs = wallClockMs();
    // Where nothing leads anywhere it is asked for again as soon as after a failure.
    const again = way === 'helper' ? {} : { dueAtMs: nowMs + refreshDelayMs(random) };
    if ('code' in outcome) {
      return this.#note(profileId, outcome.code, outcome.code === 'unchanged' ? again : {});
    }
    const { number, expiresAtMs, fronts, urls } = outcome.list;
    const list = { number, expiresAtMs, fronts: [...fronts], ...(urls && { urls: [...urls] }) };
    await this.#note(profileId, 'updated', { ...again, list });
    if ((await this.#inUse())?.profileId === profileId) onNewFronts();
  }

  async #note(
    profileId: string,
    code: RefreshCode,
    changes: Partial<StoredSubscription> = {},
  ): Promise<void> {
    await this.#book.change(profileId, {
      ...changes,
      last: { code, atMs: this.#parts.wallClockMs() },
    });
  }

  async #inUse(): Promise<StoredSubscription | undefined> {
    const profile = await this.#parts.chosenProfile();
    return profile ? this.#book.of(profile.id) : undefined;
  }
}
