import { describe, expect, test, vi } from 'vitest';
import { extended, SHOWN_S } from '../../../src/popup/throughput/followed-throughput.ts';
import { ceilingOf, currentRates, peakOf } from '../../../src/popup/throughput/rates.ts';

vi.mock('webextension-polyfill', async () => ({
  default: (await import('../fake-browser.ts')).fakeBrowser,
}));

const seconds = (firstS: number, ...sent: number[]) => ({
  firstS,
  sent,
  received: sent.map((bytes) => 10 * bytes),
});

describe('what came is joined on', () => {
  test('to the end', () => {
    expect(extended(seconds(5, 1, 2), seconds(7, 3))).toEqual(seconds(5, 1, 2, 3));
    expect(extended(seconds(5, 1), seconds(6))).toEqual(seconds(5, 1));
    expect(extended(null, seconds(5, 1))).toEqual(seconds(5, 1));
  });

  test('and the oldest is dropped', () => {
    const known = seconds(0, ...Array.from({ length: SHOWN_S }, (_, second) => second));
    const after = extended(known, seconds(SHOWN_S, 1, 2));
    expect(after.sent).toHaveLength(SHOWN_S);
    expect(after.firstS).toBe(2);
    expect(after.received.slice(-3)).toEqual([10 * (SHOWN_S - 1), 10, 20]);
  });

  test('unless the tunnel was switched off and on meanwhile', () => {
    expect(extended(seconds(5, 1, 2), seconds(9, 3))).toEqual(seconds(9, 3));
  });
});

test('the rates are of the last seconds, and of none before there is one', () => {
  expect(currentRates(seconds(0))).toBeNull();
  expect(currentRates(seconds(0, 6))).toEqual({ sent: 6, received: 60 });
  expect(currentRates(seconds(0, 100, 1, 2, 3))).toEqual({ sent: 2, received: 20 });
});

test.each([
  [0, 10_000],
  [10_000, 10_000],
  [10_001, 20_000],
  [230_000, 500_000],
  [500_001, 1_000_000],
  [4.2e9, 5e9],
])('a peak of %d is below %d', (peak, ceiling) => {
  expect(ceilingOf(peak)).toBe(ceiling);
  expect(peakOf(seconds(0, 1, peak / 10, 0))).toBeCloseTo(Math.max(peak, 10));
});
