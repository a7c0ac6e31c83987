import type { Snapshot } from '../../background/messages.ts';

export interface GuideProgress {
  readonly isPermitted: boolean;
  /** The helper has said hello, the last time that it was asked. */
  readonly isPaired: boolean;
}

export function guideProgress(snapshot: Snapshot | null): GuideProgress {
  if (snapshot === null) return { isPermitted: false, isPaired: false };
  const { helper, pairing } = snapshot;
  const isPermitted = pairing.isPermitted;
  const answered = pairing.lastCheck?.reason === null;
  return { isPermitted, isPaired: isPermitted && (helper !== null || answered) };
}
