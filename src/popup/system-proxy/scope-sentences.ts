import type { SystemProxyView } from '../../background/system-proxy/view.ts';
import type { MessageKey } from '../messages.ts';

type Status = NonNullable<SystemProxyView['status']>;
type ProblemCode = NonNullable<Status['problem']>['code'];

/** Their own names. */
export const NAME_OF_PLACE: Record<Exclude<Status['place'], 'shell'>, string> = {
  gnome: 'GNOME',
  kde: 'KDE',
  macos: 'macOS',
  windows: 'Windows',
};

/** Why the system's settings are not as they were to be. */
export const SENTENCE_OF_PROBLEM: Record<ProblemCode, MessageKey> = {
  held: 'scope_state_elsewhere',
  changed: 'scope_changed',
  'not-listening': 'scope_state_waiting',
  unreadable: 'scope_unreadable',
  failed: 'scope_failed',
  journal: 'scope_journal',
};

/** What the person can do about it, at a click. */
export function recoveryOf({ status, scope }: SystemProxyView): 'take-over' | 'retry' | null {
  const code = status?.problem?.code;
  if (code === 'failed' || code === 'unreadable' || code === 'journal') return 'retry';
  return scope === 'system' && status?.state === 'elsewhere' ? 'take-over' : null;
}
