import browser from 'webextension-polyfill';
import type { Clock } from '../../meek/clock.ts';

/** So long the popup has to hear that it is done, in ms. */
const LAST_WORDS_MS = 500;

export interface ForgetParts {
  /** Gives the browser back to itself. */
  readonly stop: () => Promise<void>;
  readonly erase: () => Promise<void>;
  readonly clock: Clock;
}

/**
 * Erases what is stored, in whichever way, and starts the extension anew: what is in memory, and may
 * be about to be saved, ends with it.
 */
export async function forgetEverything({ stop, erase, clock }: ForgetParts): Promise<void> {
  await stop();
  await erase();
  await Promise.all([browser.storage.session.clear(), browser.storage.local.clear()]);
  await giveSitesBack();
  clock.schedule(LAST_WORDS_MS, () => browser.runtime.reload());
}

/** The browser remembers which sites it was asked for, and so the fronts. */
async function giveSitesBack(): Promise<void> {
  const { origins = [] } = await browser.permissions.getAll();
  const required: string[] = browser.runtime.getManifest().host_permissions ?? [];
  const granted = origins.filter((origin) => !required.includes(origin));
  await browser.permissions.remove({ origins: granted }).catch(() => {});
}
