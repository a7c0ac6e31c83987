import * as v from 'valibot';
import browser from 'webextension-polyfill';
import { ProfileDraft } from './profile-draft.ts';

const KEY = 'profile-draft';

/**
 * Keeps what is in the form while the popup is closed.
 *
 * A popup closes when the person turns to another window to copy a host name, or to answer the
 * browser's question. Session storage is in memory: the draft never reaches the disk.
 */
export async function keepDraft(draft: ProfileDraft | null): Promise<void> {
  if (draft === null) await browser.storage.session.remove(KEY);
  else await browser.storage.session.set({ [KEY]: draft });
}

/** The draft that an earlier popup left, if any. */
export async function keptDraft(): Promise<ProfileDraft | null> {
  const stored = await browser.storage.session.get(KEY);
  const parsed = v.safeParse(ProfileDraft, stored[KEY]);
  return parsed.success ? parsed.output : null;
}
