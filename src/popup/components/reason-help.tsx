import type { Reason } from '../../background/state.ts';
import { type MessageKey, message } from '../messages.ts';

/** What else may be behind a problem, where that is worth a word. */
const HELP_OF: Partial<Record<Reason, MessageKey>> = {
  'helper-missing': 'help_helper_missing',
  'helper-gone': 'help_helper_missing',
};

export function ReasonHelp({ reason }: { reason: Reason }) {
  const key = HELP_OF[reason];
  return key === undefined ? null : <p>{message(key)}</p>;
}
