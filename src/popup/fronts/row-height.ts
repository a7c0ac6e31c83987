/** How high the highest of the rendered rows is, in whole px: rounding makes none of them higher. */
export function highestRowPx(box: HTMLElement): number {
  const heights = Array.from(box.querySelectorAll('.front'), (row) =>
    Math.ceil(row.getBoundingClientRect().height),
  );
  return Math.max(0, ...heights);
}

/** Where rows have another height, keeps what is in sight there: the current row, or else the first. */
export function keepInSight(
  box: HTMLElement,
  { place, count, fromPx, toPx }: { place: number; count: number; fromPx: number; toPx: number },
): void {
  const topPx = place * fromPx - box.scrollTop;
  const isInSight = topPx > -fromPx && topPx < box.clientHeight;
  // Else the box could not be scrolled so far before the list is rendered anew.
  (box.firstElementChild as HTMLElement).style.blockSize = `${count * toPx}px`;
  box.scrollTop = isInSight ? place * toPx - topPx : (box.scrollTop / fromPx) * toPx;
  if (isInSight) scrollIntoSight(box, place, toPx);
}

/** Scrolls no further than the row needs. */
export function scrollIntoSight(box: HTMLElement, place: number, rowPx: number): void {
  const topPx = place * rowPx;
  const leastPx = topPx + rowPx - box.clientHeight;
  if (box.scrollTop > topPx) box.scrollTop = topPx;
  else if (box.scrollTop < leastPx) box.scrollTop = leastPx;
}
