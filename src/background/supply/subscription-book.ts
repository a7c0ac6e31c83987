import type { StoredSubscription } from '../../storage/subscriptions.ts';

/** Where subscriptions are kept. */
export interface SubscriptionShelf {
  subscriptions(): Promise<StoredSubscription[]>;
  saveSubscription(stored: StoredSubscription): Promise<void>;
  removeSubscription(profileId: string): Promise<void>;
}

/** The subscriptions by their profiles' ids. Read once: whatever changes them goes through here. */
export class SubscriptionBook {
  readonly #shelf: SubscriptionShelf;
  readonly #onChange: () => void;
  #records: Promise<Map<string, StoredSubscription>> | null = null;

  constructor(shelf: SubscriptionShelf, onChange: () => void) {
    this.#shelf = shelf;
    this.#onChange = onChange;
  }

  async all(): Promise<StoredSubscription[]> {
    return [...(await this.#read()).values()];
  }

  async of(profileId: string): Promise<StoredSubscription | undefined> {
    return (await this.#read()).get(profileId);
  }

  async put(stored: StoredSubscription): Promise<void> {
    await this.#shelf.saveSubscription(stored);
    (await this.#read()).set(stored.profileId, stored);
    this.#onChange();
  }

  /** Changes a subscription, unless it was ended meanwhile. */
  async change(
    profileId: string,
    changes: Partial<StoredSubscription>,
  ): Promise<StoredSubscription | undefined> {
    const stored = await this.of(profileId);
    if (!stored) return undefined;
    const changed = { ...stored, ...changes };
    await this.put(changed);
    return changed;
  }

  async remove(profileId: string): Promise<void> {
    await this.#shelf.removeSubscription(profileId);
    await this.forget(profileId);
  }

  /** It was removed with its profile. */
  async forget(profileId: string): Promise<void> {
    (await this.#records)?.delete(profileId);
  }

  #read(): Promise<Map<string, StoredSubscription>> {
    this.#records ??= this.#shelf.subscriptions().then(
      (records) => new Map(records.map((stored) => [stored.profileId, stored])),
      (error) => {
        this.#records = null;
        throw error;
      },
    );
    return this.#records;
  }
}
