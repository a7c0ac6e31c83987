import { expect, test } from 'vitest';
import { parseGoDuration } from '../../src/meek/go-duration.ts';

test.each([
  ['50ms', 50],
  ['250ms', 250],
  ['15s', 15_000],
  ['5m', 300_000],
  ['1m30s', 90_000],
  ['1.5h', 5_400_000],
  ['250us', 0.25],
  ['500µs', 0.5],
  ['0', 0],
  ['0s', 0],
  ['5', undefined],
  ['15', undefined],
  ['', undefined],
  ['-5ms', undefined],
  ['-1s', undefined],
  ['5 ms', undefined],
  ['15 s', undefined],
  ['5ms!', undefined],
  ['1s!', undefined],
  ['1s'.repeat(100_000), undefined],
])('Go’s duration %j is %j ms', (text, ms) => {
  expect(parseGoDuration(text)).toBe(ms);
});
