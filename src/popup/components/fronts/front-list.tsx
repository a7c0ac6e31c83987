import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { FrontRow } from '../../../background/fronts/front-rows.ts';
import { frontKey } from '../../../meek/fronts/selector/candidate.ts';
import { stepOf, visiblePlaces } from '../../fronts/list-window.ts';
import { highestRowPx, keepInSight, scrollIntoSight } from '../../fronts/row-height.ts';
import { message } from '../../messages.ts';
import type { PopupModel } from '../../popup-model.ts';
import { FrontItem } from './front-item.tsx';

/** What a row has at least, in px: its three lines in Latin letters. */
const LEAST_ROW_PX = 70;
const PRESUMED_BOX_PX = 600;

/** A control of a row: `use`, `open` or `test`. */
interface Control {
  readonly place: number;
  readonly control: string;
}

/**
 * The fronts that were searched for, of which only those in sight are in the page. One row at a
 * time can be reached by Tab, and the arrows lead from row to row.
 */
export function FrontList({ model, rows }: { model: PopupModel; rows: readonly FrontRow[] }) {
  const box = useRef<HTMLDivElement>(null);
  const rowPx = useSignal(LEAST_ROW_PX);
  const view = useSignal({ topPx: 0, heightPx: PRESUMED_BOX_PX, widthPx: 0 });
  const current = useSignal(0);
  const wanted = useRef<Control | null>(null);
  const currentPlace = Math.min(current.value, rows.length - 1);
  const places = visiblePlaces(rows.length, rowPx.value, view.value, currentPlace);

  const look = () => {
    const { scrollTop: topPx = 0, clientHeight = 0, clientWidth: widthPx = 0 } = box.current ?? {};
    const heightPx = clientHeight || PRESUMED_BOX_PX;
    const now = { topPx, heightPx, widthPx };
    if (JSON.stringify(view.value) !== JSON.stringify(now)) view.value = now;
  };
  const goTo = (place: number, control: string) => {
    current.value = place;
    if (box.current) scrollIntoSight(box.current, place, rowPx.value);
    look();
    wanted.current = { place, control };
    focusWanted();
  };
  // The row may have to be rendered first.
  const focusWanted = () => {
    if (wanted.current && focusControl(box.current, wanted.current)) wanted.current = null;
  };
  useLayoutEffect(focusWanted);
  useLayoutEffect(() => {
    look();
    const observer = new ResizeObserver(look);
    if (box.current) observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  // All rows are as high as the highest that was met.
  useLayoutEffect(() => {
    const fromPx = rowPx.value;
    const toPx = box.current ? highestRowPx(box.current) : 0;
    if (box.current === null || toPx <= fromPx) return;
    keepInSight(box.current, { place: currentPlace, count: rows.length, fromPx, toPx });
    rowPx.value = toPx;
    look();
  });
  useLayoutEffect(() => {
    const { lastKey } = model.fronts;
    if (lastKey.value === null) return;
    const place = rows.findIndex(({ front }) => frontKey(front) === lastKey.value);
    lastKey.value = null;
    if (place >= 0) goTo(place, 'open');
  }, []);
  // Fewer rows than before: the browser has scrolled by itself.
  useLayoutEffect(look, [rows.length]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the controls in it.
    <div
      ref={box}
      class="front-list"
      onScroll={look}
      onKeyDown={(event) => {
        const control = controlOf(event.target);
        const pageRows = Math.floor(view.value.heightPx / rowPx.value);
        const place = stepOf(event.key, currentPlace, rows.length, pageRows);
        if (!control || place === null || event.altKey || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        goTo(place, control);
      }}
    >
      <ul
        aria-label={message('fronts_list')}
        style={{ blockSize: `${rows.length * rowPx.value}px` }}
      >
        {places.map((place) => {
          const row = rows[place] as FrontRow;
          return (
            <FrontItem
              key={frontKey(row.front)}
              {...{ model, row, place, count: rows.length, nowMs: Date.now() }}
              topPx={place * rowPx.value}
              heightPx={rowPx.value}
              isCurrent={place === currentPlace}
              onFocus={() => {
                current.value = place;
              }}
            />
          );
        })}
      </ul>
    </div>
  );
}

function controlOf(target: EventTarget | null): string | null {
  return target instanceof HTMLElement ? (target.dataset.control ?? null) : null;
}

/**
 * A control that cannot be used leaves the focus to the row’s main one.
 *
 * @returns whether the row is there
 */
function focusControl(box: HTMLElement | null, { place, control }: Control): boolean {
  const row = box?.querySelector(`[data-place="${place}"]`);
  const usable = row?.querySelector<HTMLElement>(`[data-control="${control}"]:not(:disabled)`);
  const target = usable ?? row?.querySelector<HTMLElement>('[data-control="open"]');
  target?.focus({ preventScroll: true });
  return target !== undefined && target !== null;
}
