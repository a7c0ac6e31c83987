import { expect, test } from 'vitest';
import { stepOf, visiblePlaces } from '../../../src/popup/fronts/list-window.ts';

const ROW_PX = 50;
const view = (topPx: number) => ({ topPx, heightPx: 400 });

test('of very many rows a few are in the page', () => {
  const places = visiblePlaces(5_000, ROW_PX, view(100_000), 2_000);
  expect(places.length).toBeLessThan(30);
  for (const place of [2_000, 2_007]) expect(places).toContain(place);
});

test('at the ends no row is asked for that is not there', () => {
  expect(visiblePlaces(3, ROW_PX, view(0), 0)).toEqual([0, 1, 2]);
  expect(visiblePlaces(0, ROW_PX, view(0), -1)).toEqual([]);
  // Rows have gone, and the browser has not scrolled yet.
  expect(visiblePlaces(3, ROW_PX, view(100_000), 0)).toEqual([0]);
});

test('the row that has the focus stays in the page, wherever it is', () => {
  expect(visiblePlaces(5_000, ROW_PX, view(100_000), 3)[0]).toBe(3);
  expect(visiblePlaces(5_000, ROW_PX, view(0), 4_999).at(-1)).toBe(4_999);
});

test.each([
  ['ArrowDown', 4, 5],
  ['ArrowDown', 9, 9],
  ['ArrowUp', 0, 0],
  ['PageDown', 4, 7],
  ['PageUp', 1, 0],
  ['Home', 4, 0],
  ['End', 4, 9],
  ['Enter', 4, null],
])('%s leads from %i to %s', (key, from, to) => {
  expect(stepOf(key, from, 10, 3)).toBe(to);
});
