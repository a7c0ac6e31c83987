import browser from 'webextension-polyfill';
import type { Settings } from '../storage/settings.ts';

/** Session storage ends with the browser, and outlives the worker. */
const STARTED = 'started';
const LEFT_OFF = 'left-off';

interface SettingsStore {
  settings(): Promise<Settings>;
  patchSettings(patch: Partial<Settings>): Promise<void>;
}

/**
 * Whether the tunnel is to be on now that the worker begins. After a start of the browser a tunnel
 * that was on stays off if the person wants it so, which is told until they have decided.
 *
 * `runtime.onStartup` comes too late: requests wait for the answer.
 */
export class StartWish {
  readonly #store: SettingsStore;

  constructor(store: SettingsStore) {
    this.#store = store;
  }

  async isWanted(): Promise<boolean> {
    const [settings, isFirst] = await Promise.all([this.#store.settings(), isFirstWorker()]);
    if (!settings.wanted || settings.autoConnect || !isFirst) return settings.wanted;
    await this.#store.patchSettings({ wanted: false });
    await browser.storage.session.set({ [LEFT_OFF]: true });
    return false;
  }

  async wasLeftOff(): Promise<boolean> {
    const stored = await browser.storage.session.get(LEFT_OFF).catch(() => ({}));
    return LEFT_OFF in stored;
  }

  async decided(): Promise<void> {
    await browser.storage.session.remove(LEFT_OFF).catch(() => {});
  }
}

/** Where that cannot be told, the tunnel stays as it was. */
async function isFirstWorker(): Promise<boolean> {
  try {
    const stored = await browser.storage.session.get(STARTED);
    await browser.storage.session.set({ [STARTED]: true });
    return !(STARTED in stored);
  } catch {
    return false;
  }
}
