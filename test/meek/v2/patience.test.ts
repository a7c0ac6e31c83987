import { expect, test } from 'vitest';
import { Patience } from '../../../src/meek/v2/patience.ts';

/** The middle of the jitter. */
const MIDDLE = 0.5;

test('a first answer is waited for longer where the path is known to be long', () => {
  expect(new Patience().answerMs).toBe(2_000);
  expect(new Patience(50).answerMs).toBe(2_000);
  expect(new Patience(1_200).answerMs).toBe(4_800);
  expect(new Patience(60_000).answerMs).toBe(15_000);
});

test('a late answer makes patient at once, quick ones gradually less, within bounds', () => {
  const patience = new Patience();
  patience.answered(3_000);
  expect(patience.answerMs).toBe(6_000);
  patience.answered(10);
  expect(patience.answerMs).toBe(4_500);
  for (let answers = 0; answers < 20; answers++) patience.answered(10);
  expect(patience.answerMs).toBe(1_250);
  patience.answered(100_000);
  expect(patience.answerMs).toBe(15_000);
});

test('the first failure is retried at once, the next ones later each time, within a second', () => {
  const patience = new Patience();
  const waits = Array.from({ length: 6 }, () => patience.failed(MIDDLE));
  expect(waits).toEqual([0, 250, 500, 1_000, 1_000, 1_000]);
  expect(patience.failuresInARow).toBe(6);
});

test('an answer starts the waits anew', () => {
  const patience = new Patience();
  for (let failures = 0; failures < 4; failures++) patience.failed(MIDDLE);
  patience.recovered();
  expect(patience.failuresInARow).toBe(0);
  expect([patience.failed(MIDDLE), patience.failed(MIDDLE)]).toEqual([0, 250]);
});

test('waits differ by a quarter at most, so that clients do not come back all at once', () => {
  const waitWith = (fraction: number) => {
    const patience = new Patience();
    patience.failed(fraction);
    return patience.failed(fraction);
  };
  expect(waitWith(0)).toBe(187.5);
  expect(waitWith(0.999_999)).toBeCloseTo(312.5, 2);
});
