import type { FrontRow } from '../../../background/fronts/front-rows.ts';
import { kindOf } from '../../fronts/filter.ts';
import { wordsOfHealth, wordsOfPast } from '../../fronts/words.ts';
import { message } from '../../messages.ts';
import { HealthMark } from './health-mark.tsx';

interface Props {
  row: FrontRow;
  isTested: boolean;
  /** Since 1970. */
  nowMs: number;
}

/** How a front has fared: now in words and by shape, and before. */
export function FrontHealth({ row, isTested, nowMs }: Props) {
  return (
    <>
      <span class="front-state" data-kind={kindOf(row)}>
        <HealthMark kind={isTested ? 'testing' : kindOf(row)} />
        <span>{isTested ? message('front_testing') : wordsOfHealth(row)}</span>
      </span>
      <span class="front-past">{wordsOfPast(row, nowMs).join(' · ')}</span>
    </>
  );
}
