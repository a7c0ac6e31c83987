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

/** What an earlier popup left under this key, if any. */
export async function keptInSession<T>(
  key: string,
  schema: v.GenericSchema<unknown, T>,
): Promise<T | null> {
  const stored = await browser.storage.session.get(key);
  const parsed = v.safeParse(schema, stored[key]);
  return parsed.success ? parsed.output : null;
}
