import { expect, test } from 'vitest';
import { BLOCKS } from '../../dev/edge/faults/front-blocks.ts';
import { blocksOf, frontField, isClosed } from './rows/fronts/field.ts';

test('a tenth works, the others fail in all ways alike, in the same order for the same seed', () => {
  const fronts = frontField(300, 30, 1);
  expect(new Set(fronts.map(({ host }) => host)).size).toBe(300);
  expect(fronts.filter(({ ailment }) => ailment === undefined)).toHaveLength(30);
  expect(fronts.filter(isClosed)).toHaveLength(45);
  for (const block of BLOCKS) {
    expect(fronts.filter(({ ailment }) => ailment === block)).toHaveLength(45);
  }
  expect(blocksOf(fronts)).toHaveLength(45 * BLOCKS.length);
  expect(frontField(300, 30, 1)).toEqual(fronts);
  expect(frontField(300, 30, 2)).not.toEqual(fronts);
});
