import browser from 'webextension-polyfill';
import type { Snapshot } from '../messages.ts';
import { trimmed } from './trimmed.ts';

/** Under which the popup looks for it. */
export const LAST_SNAPSHOT = 'last-snapshot';

/** More is not worth its reading: the popup waits for the live one. */
const LIMIT_CHARACTERS = 128 * 1024;

/** What is kept. `version` is the extension's: of another, the snapshot has another shape. */
export interface KeptSnapshot {
  readonly version: string;
  readonly snapshot: Snapshot;
}

/**
 * Keeps the last snapshot for the first paint of the next popup, which comes before a worker that
 * has to be started can answer. Session storage is in memory: nothing of it reaches the disk.
 */
export class LastSnapshot {
  #kept = '';
  #last: Promise<void> = Promise.resolve();

  keep(snapshot: Snapshot): void {
    const kept: KeptSnapshot = { version: __VERSION__, snapshot: trimmed(snapshot) };
    const text = JSON.stringify(kept);
    if (text === this.#kept) return;
    this.#kept = text;
    const isTooLong = text.length > LIMIT_CHARACTERS;
    this.#last = this.#last.then(() => store(isTooLong ? null : kept)).catch(() => {});
  }
}

async function store(kept: KeptSnapshot | null): Promise<void> {
  const { session } = browser.storage;
  if (kept) await session.set({ [LAST_SNAPSHOT]: kept });
  else await session.remove(LAST_SNAPSHOT);
}
