import { expect, test } from 'vitest';
import { BeginTimes } from '../../../src/meek/v2/begin-times.ts';

function timesOf(...timesMs: number[]): BeginTimes {
  const times = new BeginTimes();
  for (const timeMs of timesMs) times.add(timeMs);
  return times;
}

const many = (count: number, timeMs: number) => new Array<number>(count).fill(timeMs);

test('nothing is late before enough has come', () => {
  expect(timesOf(...many(15, 200)).lateAfterMs).toBe(Number.POSITIVE_INFINITY);
  expect(timesOf(...many(16, 200)).lateAfterMs).toBe(300);
});

test('a few late answers do not change what is usual, many do', () => {
  expect(timesOf(...many(60, 200), ...many(4, 5_000)).lateAfterMs).toBe(300);
  expect(timesOf(...many(40, 200), ...many(24, 5_000)).lateAfterMs).toBe(7_500);
});

test('answers that came long ago count no more', () => {
  expect(timesOf(...many(64, 5_000), ...many(64, 200)).lateAfterMs).toBe(300);
});

test('noise of a quick route makes nothing late', () => {
  expect(timesOf(...many(64, 1)).lateAfterMs).toBe(100);
});

test('on another route it is found out anew', () => {
  const times = timesOf(...many(64, 200));
  times.forget();
  expect(times.lateAfterMs).toBe(Number.POSITIVE_INFINITY);
});
