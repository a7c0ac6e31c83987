/** So many rows beyond the edge are in the page, so that a quick scroll meets no blank. */
const OVERSCAN_ROWS = 8;

/** Which part of a list is in sight. */
export interface ListView {
  readonly topPx: number;
  readonly heightPx: number;
}

/** The places of the rows to have in the page, in order: those in sight, and `kept` in any case. */
export function visiblePlaces(
  count: number,
  rowPx: number,
  { topPx, heightPx }: ListView,
  kept: number,
): number[] {
  const first = Math.max(0, Math.floor(topPx / rowPx) - OVERSCAN_ROWS);
  const end = Math.min(count, Math.ceil((topPx + heightPx) / rowPx) + OVERSCAN_ROWS);
  const places = Array.from({ length: Math.max(0, end - first) }, (_, index) => first + index);
  if (kept < 0 || kept >= count) return places;
  if (kept < first) return [kept, ...places];
  return kept >= end ? [...places, kept] : places;
}

/** Where a key leads from a row; null where it leads nowhere. */
export function stepOf(key: string, place: number, count: number, pageRows: number): number | null {
  const to = {
    ArrowDown: place + 1,
    ArrowUp: place - 1,
    PageDown: place + pageRows,
    PageUp: place - pageRows,
    Home: 0,
    End: count - 1,
  }[key];
  return to === undefined || count === 0 ? null : Math.min(Math.max(to, 0), count - 1);
}
