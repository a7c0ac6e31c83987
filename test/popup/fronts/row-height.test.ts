import { describe, expect, test } from 'vitest';
import {
  highestRowPx,
  keepInSight,
  scrollIntoSight,
} from '../../../src/popup/fronts/row-height.ts';

/** A list in a box of 300 px, scrolled to `scrollTop`. */
function aBox(scrollTop: number, heightsPx: readonly number[] = []): HTMLElement {
  const box = document.createElement('div');
  const list = box.appendChild(document.createElement('ul'));
  for (const height of heightsPx) {
    const row = list.appendChild(document.createElement('li'));
    row.className = 'front';
    row.getBoundingClientRect = () => ({ height }) as DOMRect;
  }
  Object.defineProperty(box, 'clientHeight', { value: 300 });
  box.scrollTop = scrollTop;
  return box;
}

test('the highest row counts, in whole px', () => {
  expect(highestRowPx(aBox(0, [70, 88.3, 71]))).toBe(89);
  expect(highestRowPx(aBox(0))).toBe(0);
});

describe('when rows grow from 70 to 100 px', () => {
  const growth = { count: 50, fromPx: 70, toPx: 100 };

  test('the current row stays where it is', () => {
    const box = aBox(700);
    keepInSight(box, { ...growth, place: 11 });
    expect(11 * 100 - box.scrollTop).toBe(11 * 70 - 700);
  });

  test('the current row is not pushed out below', () => {
    const box = aBox(700);
    keepInSight(box, { ...growth, place: 13 });
    expect(13 * 100 + 100 - box.scrollTop).toBe(300);
  });

  test('the first row in sight stays where the current one is elsewhere', () => {
    const box = aBox(700);
    keepInSight(box, { ...growth, place: 40 });
    expect(box.scrollTop).toBe(1_000);
  });

  test('the list is as high as its rows at once', () => {
    const box = aBox(0);
    keepInSight(box, { ...growth, place: 0 });
    expect((box.firstElementChild as HTMLElement).style.blockSize).toBe('5000px');
  });
});

test.each([
  [0, 0],
  [5, 120],
  [40, 2_570],
])('row %d is brought into sight by scrolling to %d px', (place, topPx) => {
  const box = aBox(place === 0 ? 500 : 0);
  scrollIntoSight(box, place, 70);
  expect(box.scrollTop).toBe(topPx);
});
