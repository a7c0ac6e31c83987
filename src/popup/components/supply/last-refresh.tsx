import type { SubscriptionStatus } from '../../../background/supply/status.ts';
import { message } from '../../messages.ts';
import { formatTime } from '../../quantities.ts';
import { isGoodRefresh, sentenceOfRefresh } from '../../supply/refresh-sentences.ts';

/** What asking for the list came to the last time, or that it is being asked for. */
export function LastRefresh({ status: { last, progress } }: { status: SubscriptionStatus }) {
  if (progress === 'refreshing') return <p>{message('refreshing')}</p>;
  if (last === null) return null;
  return (
    <p class={isGoodRefresh(last.code) ? 'hint' : 'warning'}>
      {message('refresh_last', formatTime(last.atMs), sentenceOfRefresh(last.code))}
    </p>
  );
}
