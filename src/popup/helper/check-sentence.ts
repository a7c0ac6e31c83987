import type { HelperCheck } from '../../background/pairing/status.ts';
import { message } from '../messages.ts';
import { formatMilliseconds } from '../quantities.ts';
import { SENTENCE_OF_REASON } from '../sentences.ts';

/** When the helper was last connected to, and what came of it. */
export function checkSentence({ atMs, tookMs, reason }: HelperCheck): string {
  const at = timeOf(atMs);
  if (reason === null) return message('helper_check_good', at, formatMilliseconds(tookMs));
  return message('helper_check_bad', at, message(SENTENCE_OF_REASON[reason]));
}

/** With seconds: a check is often made again within the minute. */
function timeOf(atMs: number): string {
  const format = new Intl.DateTimeFormat(message('language_tag'), { timeStyle: 'medium' });
  return format.format(atMs);
}
