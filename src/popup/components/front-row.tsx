import type { FrontSummary } from '../../background/fronts/front-summaries.ts';
import { message } from '../messages.ts';
import { formatMilliseconds } from '../quantities.ts';
import { WORDS_OF_FAILURE } from '../sentences.ts';

/** One front, and in a few words how it has fared. */
export function FrontRow({ front }: { front: FrontSummary }) {
  return (
    <li class="front" data-state={front.state}>
      <bdi class="technical">{front.name}</bdi>
      <span>{wordsOf(front)}</span>
    </li>
  );
}

function wordsOf({ state, rttMs, lastFailure }: FrontSummary): string {
  if (state === 'good') return message('front_good', formatMilliseconds(rttMs ?? 0));
  return message(lastFailure ? WORDS_OF_FAILURE[lastFailure] : 'front_unknown');
}
