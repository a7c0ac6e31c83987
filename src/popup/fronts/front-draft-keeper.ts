import { type Kept, keepInSession, keptUnder } from '../session-keeper.ts';
import { FrontDraft } from './front-draft.ts';

const KEY = 'front-draft';

/** Keeps what is in the form for a front while the popup is closed. */
export function keepFrontDraft(draft: FrontDraft | null): Promise<void> {
  return keepInSession(KEY, draft);
}

/** The draft that an earlier popup left, if any. */
export function frontDraftIn(kept: Kept): FrontDraft | null {
  return keptUnder(KEY, kept, FrontDraft);
}
