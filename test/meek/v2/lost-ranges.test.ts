import { expect, test } from 'vitest';
import { LostRanges } from '../../../src/meek/v2/lost-ranges.ts';

test('ranges come back in their order, in pieces, without what has arrived', () => {
  const lost = new LostRanges();
  expect(lost.firstOffset).toBe(Number.POSITIVE_INFINITY);
  expect(lost.take(0, 100)).toBeUndefined();
  lost.add({ offset: 500, endOffset: 700 });
  lost.add({ offset: 0, endOffset: 250 });
  expect(lost.firstOffset).toBe(0);
  expect(lost.take(0, 100)).toEqual({ offset: 0, endOffset: 100 });
  expect(lost.take(130, 100)).toEqual({ offset: 130, endOffset: 230 });
  expect(lost.take(250, 1_000)).toEqual({ offset: 500, endOffset: 700 });
  expect(lost.take(250, 1_000)).toBeUndefined();
});
