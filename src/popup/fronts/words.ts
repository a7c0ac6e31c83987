import type { FrontRow } from '../../background/fronts/front-rows.ts';
import type { Technique } from '../../meek/fronts/front.ts';
import { type MessageKey, message } from '../messages.ts';
import { formatAgo, formatMilliseconds } from '../quantities.ts';
import { WORDS_OF_FAILURE } from '../sentences.ts';
import type { FrontFilter } from './filter.ts';

export const NAME_OF_FILTER: Record<FrontFilter, MessageKey> = {
  all: 'filter_all',
  good: 'filter_good',
  failed: 'filter_failed',
  untested: 'filter_untested',
  disabled: 'filter_disabled',
};

export const WORDS_OF_WAY: Record<Technique, MessageKey> = {
  auto: 'way_auto',
  direct: 'way_direct',
  'secure-proxy': 'way_secure_proxy',
  'host-rule': 'way_host_rule',
  native: 'way_native',
};

/** How a front has fared, in a few words. */
export function wordsOfHealth({ state, rttMs, lastFailure }: FrontRow): string {
  if (state === 'disabled') return message('front_disabled');
  if (state === 'good') return message('front_good', formatMilliseconds(rttMs ?? 0));
  if (lastFailure === null) return message('front_unknown');
  const why = message(WORDS_OF_FAILURE[lastFailure]);
  return state === 'resting' ? message('front_resting', why) : why;
}

/** When it worked last, by which way it is reached, and where it comes from. */
export function wordsOfPast({ technique, origin, lastOkAtMs }: FrontRow, nowMs: number): string[] {
  return [
    ...(lastOkAtMs === null ? [] : [message('front_last_ok', formatAgo(lastOkAtMs, nowMs))]),
    message(WORDS_OF_WAY[technique]),
    ...(origin === 'listed' ? [message('front_listed')] : []),
  ];
}
