import type { HealthChange, HealthRow } from '../meek/fronts/health/health-book.ts';
import type { Profile } from '../meek/fronts/profile.ts';
import type { RouteRecords } from '../meek/v2/route-memory.ts';
import { type FrontageDb, openFrontageDb } from '../storage/db.ts';
import { eraseAll } from '../storage/erase.ts';
import { readFrontHealth, writeFrontHealth } from '../storage/front-health.ts';
import {
  listProfiles,
  removeProfile,
  type StoredProfiles,
  saveProfile,
} from '../storage/profiles.ts';
import { readRoutes, writeRoutes } from '../storage/routes.ts';
import { readSettings, type Settings, writeSettings } from '../storage/settings.ts';
import {
  listSubscriptions,
  removeSubscription,
  type StoredSubscription,
  saveSubscription,
} from '../storage/subscriptions.ts';

/** What is kept across restarts, behind one handle that is opened when it is first needed. */
export class Store {
  #db: Promise<FrontageDb> | null = null;
  /** Read once: whatever changes them goes through here, and a profile may have thousands of fronts. */
  #profiles: Promise<StoredProfiles> | null = null;

  async settings(): Promise<Settings> {
    return readSettings(await this.#open());
  }

  async patchSettings(patch: Partial<Settings>): Promise<void> {
    await writeSettings(await this.#open(), patch);
  }

  /** The same object until one is saved or removed. */
  profiles(): Promise<StoredProfiles> {
    this.#profiles ??= this.#open().then(listProfiles);
    this.#profiles.catch(() => {
      this.#profiles = null;
    });
    return this.#profiles;
  }

  /**
   * The profile in use: the chosen one, or else the first. None when the chosen one is stored but
   * cannot be read: another server is not what was chosen.
   */
  async chosenProfile(): Promise<Profile | null> {
    const [stored, { chosenProfileId }] = await Promise.all([this.profiles(), this.settings()]);
    const { profiles, invalid } = stored;
    if (invalid.some(({ id }) => id === chosenProfileId)) return null;
    return profiles.find(({ id }) => id === chosenProfileId) ?? profiles[0] ?? null;
  }

  async saveProfile(profile: Profile): Promise<void> {
    await saveProfile(await this.#open(), profile).finally(() => this.#forgetProfiles());
  }

  async removeProfile(id: string): Promise<void> {
    await removeProfile(await this.#open(), id).finally(() => this.#forgetProfiles());
  }

  async subscriptions(): Promise<StoredSubscription[]> {
    return listSubscriptions(await this.#open());
  }

  async saveSubscription(stored: StoredSubscription): Promise<void> {
    await saveSubscription(await this.#open(), stored);
  }

  async removeSubscription(profileId: string): Promise<void> {
    await removeSubscription(await this.#open(), profileId);
  }

  async routes(): Promise<RouteRecords> {
    return readRoutes(await this.#open());
  }

  async saveRoutes(records: RouteRecords): Promise<void> {
    await writeRoutes(await this.#open(), records);
  }

  async frontHealth(): Promise<HealthRow[]> {
    return readFrontHealth(await this.#open());
  }

  async saveFrontHealth(changes: readonly HealthChange[]): Promise<void> {
    await writeFrontHealth(await this.#open(), changes);
  }

  /** Nothing is left of anything. */
  async erase(): Promise<void> {
    await eraseAll(await this.#open()).finally(() => this.#forgetProfiles());
  }

  #forgetProfiles(): void {
    this.#profiles = null;
  }

  #open(): Promise<FrontageDb> {
    this.#db ??= this.#openOnce();
    return this.#db;
  }

  async #openOnce(): Promise<FrontageDb> {
    const forget = () => {
      this.#db = null;
    };
    try {
      return await openFrontageDb(undefined, forget);
    } catch (error) {
      forget();
      throw error;
    }
  }
}
