import { ProfileDraft } from './profile-draft.ts';
import { type Kept, keepInSession, keptUnder } from './session-keeper.ts';

const KEY = 'profile-draft';

/** Keeps what is in the form while the popup is closed. */
export function keepDraft(draft: ProfileDraft | null): Promise<void> {
  return keepInSession(KEY, draft);
}

/** The draft that an earlier popup left, if any. */
export function draftIn(kept: Kept): ProfileDraft | null {
  return keptUnder(KEY, kept, ProfileDraft);
}
