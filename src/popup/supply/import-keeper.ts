import * as v from 'valibot';
import { type Kept, keepInSession, keptUnder } from '../session-keeper.ts';

const KEY = 'import-text';

/** What is longer is pasted again sooner than the browser would keep it. */
const LIMIT_CHARACTERS = 1024 * 1024;

const ImportText = v.pipe(v.string(), v.minLength(1), v.maxLength(LIMIT_CHARACTERS));

/** Keeps what was pasted while the popup is closed. */
export function keepImportText(text: string): Promise<void> {
  return keepInSession(KEY, v.is(ImportText, text) ? text : null);
}

/** The text that an earlier popup left, if any. */
export function importTextIn(kept: Kept): string {
  return keptUnder(KEY, kept, ImportText) ?? '';
}
