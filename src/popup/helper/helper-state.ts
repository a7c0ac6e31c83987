import type { Snapshot } from '../../background/messages.ts';
import type { MessageKey } from '../messages.ts';

export interface HelperState {
  readonly tone: 'good' | 'bad' | 'unknown';
  readonly sentence: MessageKey;
}

/** What is the case with the helper, in a sentence. */
export function helperState({ helper, pairing }: Snapshot): HelperState {
  if (helper !== null) return { tone: 'good', sentence: 'helper_connected' };
  if (!pairing.isPermitted) return { tone: 'bad', sentence: 'reason_helper_permission_missing' };
  const { lastCheck, met } = pairing;
  if (lastCheck === null) {
    return { tone: 'unknown', sentence: met ? 'helper_at_rest' : 'helper_never_met' };
  }
  if (lastCheck.reason === null) return { tone: 'good', sentence: 'helper_ready' };
  // The check beside it says why.
  return { tone: 'bad', sentence: 'helper_not_answering' };
}
