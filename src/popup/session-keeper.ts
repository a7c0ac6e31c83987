import * as v from 'valibot';
import browser from 'webextension-polyfill';

/**
 * Keeps what the person has begun while the popup is closed.
 *
 * A popup closes when the person turns to another window to copy a host name, or to answer the
 * browser's question. Session storage is in memory: nothing of it reaches the disk.
 */
export async function keepInSession(key: string, value: unknown): Promise<void> {
  if (value === null) await browser.storage.session.remove(key);
  else await browser.storage.session.set({ [key]: value });
}

/** What earlier popups and the background have left, by its keys. */
export type Kept = Readonly<Record<string, unknown>>;

/** All of it at once: each question to the browser takes from the time to the first paint. */
export function readKept(): Promise<Kept> {
  return browser.storage.session.get(null);
}

/** What was left under this key, if it is what it should be. */
export function keptUnder<T>(
  key: string,
  kept: Kept,
  schema: v.GenericSchema<unknown, T>,
): T | null {
  const parsed = v.safeParse(schema, kept[key]);
  return parsed.success ? parsed.output : null;
}
