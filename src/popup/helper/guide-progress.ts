import type { Snapshot } from '../../background/messages.ts';

export interface GuideProgress {
  readonly hasProfile: boolean;
  readonly isPermitted: boolean;
  /** The helper has said hello, the last time that it was asked. */
  readonly isPaired: boolean;
  readonly isOn: boolean;
}

const NOTHING: GuideProgress = {
  hasProfile: false,
  isPermitted: false,
  isPaired: false,
  isOn: false,
};

export function guideProgress(snapshot: Snapshot | null): GuideProgress {
  if (snapshot === null) return NOTHING;
  const { state, chosenProfileId, helper, pairing } = snapshot;
  const isPermitted = pairing.isPermitted;
  const answered = pairing.lastCheck?.reason === null;
  return {
    hasProfile: chosenProfileId !== null,
    isPermitted,
    isPaired: isPermitted && (helper !== null || answered),
    isOn: state.kind === 'on',
  };
}
