import type { ExitTrouble } from '../../background/exit/view.ts';
import type { Reason } from '../../background/state.ts';
import type { MessageKey } from '../messages.ts';
import { SENTENCE_OF_REASON } from '../sentences.ts';

/** Why it is not known where the server goes out, and what the person can do. */
export const SENTENCE_OF_EXIT: Record<ExitTrouble | Reason, MessageKey> = {
  ...SENTENCE_OF_REASON,
  'exit-not-told': 'exit_not_told',
  'exit-unreadable': 'exit_unreadable',
  'exit-too-late': 'exit_too_late',
  'exit-local-proxy': 'exit_local_proxy',
  'exit-old-helper': 'exit_old_helper',
};
