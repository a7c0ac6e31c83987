import { keepInSession, keptInSession } from '../session-keeper.ts';
import { FrontDraft } from './front-draft.ts';

const KEY = 'front-draft';

/** Keeps what is in the form for a front while the popup is closed. */
export function keepFrontDraft(draft: FrontDraft | null): Promise<void> {
  return keepInSession(KEY, draft);
}

/** The draft that an earlier popup left, if any. */
export function keptFrontDraft(): Promise<FrontDraft | null> {
  return keptInSession(KEY, FrontDraft);
}
