import type { Reason } from '../../background/state.ts';
import type { MessageKey } from '../messages.ts';

/** What the person can do about a problem, at a click. */
export type RecoveryAction =
  | 'allow-hosts'
  | 'allow-helper'
  | 'set-up'
  | 'repair'
  | 'update'
  | 'diagnose'
  | 'change-port'
  | 'edit-profile'
  | 'show-fronts'
  | 'retry';

/** All that is not here can only be tried again. */
const ACTION_OF: Partial<Record<Reason, RecoveryAction>> = {
  'permission-missing': 'allow-hosts',
  'helper-permission-missing': 'allow-helper',
  'helper-missing': 'set-up',
  'helper-gone': 'repair',
  'helper-not-allowed': 'repair',
  'helper-ended-early': 'repair',
  'helper-protocol': 'repair',
  'helper-start-failed': 'diagnose',
  'helper-silent': 'diagnose',
  'helper-reported-error': 'diagnose',
  'helper-incompatible': 'update',
  'helper-no-port': 'change-port',
  'no-front': 'show-fronts',
  'front-refused': 'edit-profile',
  'server-unreachable': 'edit-profile',
  'token-refused': 'edit-profile',
  'wrong-server-key': 'edit-profile',
};

export function actionFor(reason: Reason): RecoveryAction {
  return ACTION_OF[reason] ?? 'retry';
}

export const LABEL_OF_ACTION: Record<RecoveryAction, MessageKey> = {
  'allow-hosts': 'allow',
  'allow-helper': 'allow',
  'set-up': 'helper_set_up',
  repair: 'helper_repair',
  update: 'helper_update',
  diagnose: 'helper_diagnose',
  'change-port': 'helper_change_port',
  'edit-profile': 'edit_profile',
  'show-fronts': 'show_fronts',
  retry: 'retry',
};
