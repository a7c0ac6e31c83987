import type { RefreshCode } from '../../background/supply/status.ts';
import type { RefusalCode } from '../../meek/fronts/import/import-error.ts';
import { type MessageKey, message } from '../messages.ts';
import { sentenceOfRefusal } from './import-sentences.ts';

/** What asking for a list came to, where that is not a reason to refuse any document. */
export const SENTENCE_OF_REFRESH: Record<Exclude<RefreshCode, RefusalCode>, MessageKey> = {
  updated: 'refresh_updated',
  unchanged: 'refresh_unchanged',
  'bad-signature': 'refresh_bad_signature',
  expired: 'refresh_expired',
  'rolled-back': 'refresh_rolled_back',
  'not-a-signed-list': 'refresh_not_a_signed_list',
  'unusable-key': 'refresh_unusable_key',
  unreachable: 'refresh_unreachable',
  'bad-status': 'refresh_bad_status',
  closed: 'refresh_closed',
  interrupted: 'refresh_interrupted',
  'permission-missing': 'refresh_permission_missing',
};

/** Those after which the list is as new as it gets. */
const GOOD: ReadonlySet<RefreshCode> = new Set<RefreshCode>(['updated', 'unchanged']);

export function isGoodRefresh(code: RefreshCode): boolean {
  return GOOD.has(code);
}

export function sentenceOfRefresh(code: RefreshCode): string {
  if (code in SENTENCE_OF_REFRESH) {
    return message(SENTENCE_OF_REFRESH[code as keyof typeof SENTENCE_OF_REFRESH]);
  }
  const refusal = { code: code as RefusalCode, params: {} };
  return message('refresh_unreadable', sentenceOfRefusal(refusal));
}
