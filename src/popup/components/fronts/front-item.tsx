import type { FrontRow } from '../../../background/fronts/front-rows.ts';
import { frontName } from '../../../meek/fronts/front.ts';
import { frontKey } from '../../../meek/fronts/selector/candidate.ts';
import { askTest } from '../../fronts/ask-test.ts';
import { frontDraftOf } from '../../fronts/front-draft.ts';
import { message } from '../../messages.ts';
import type { PopupModel } from '../../popup-model.ts';
import { FrontHealth } from './front-health.tsx';
import { FrontName } from './front-name.tsx';
import { UseFront } from './use-front.tsx';

interface Props {
  model: PopupModel;
  row: FrontRow;
  place: number;
  count: number;
  /** From the top of the list, in px. */
  topPx: number;
  /** At least, in px: as much as every other. */
  heightPx: number;
  /** Its controls can be reached by Tab; the arrows lead to those of the others. */
  isCurrent: boolean;
  nowMs: number;
  onFocus: () => void;
}

/** One front in the list: whether it is used, how it fares, and the ways to test and change it. */
export function FrontItem(props: Props) {
  const { model, row, place, count, topPx, heightPx, isCurrent, nowMs, onFocus } = props;
  const vetting = model.snapshot.value?.vetting ?? null;
  const key = frontKey(row.front);
  const name = frontName(row.front);
  const tabIndex = isCurrent ? 0 : -1;
  return (
    <li
      class="front"
      data-place={place}
      aria-setsize={count}
      aria-posinset={place + 1}
      style={{ insetBlockStart: `${topPx}px`, minBlockSize: `${heightPx}px` }}
      onFocusIn={onFocus}
    >
      <UseFront model={model} row={row} tabIndex={tabIndex} />
      <button
        type="button"
        class="front-open"
        data-control="open"
        tabIndex={tabIndex}
        onClick={() => {
          model.refusal.value = null;
          model.fronts.draft.value = frontDraftOf(row.front, key);
        }}
      >
        <FrontName front={row.front} />
        <FrontHealth row={row} isTested={vetting?.key === key} nowMs={nowMs} />
      </button>
      <button
        type="button"
        class="button quiet front-test"
        data-control="test"
        tabIndex={tabIndex}
        aria-label={message('front_test_named', name)}
        disabled={vetting !== null || row.state === 'disabled'}
        onClick={() => void askTest(model, row)}
      >
        {message('front_test')}
      </button>
    </li>
  );
}
