import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HedgeBudget } from '../../../src/meek/v2/hedge-budget.ts';

test('a twentieth of what is carried can be taken, and no more', () => {
  const budget = new HedgeBudget();
  expect(budget.take(1)).toBe(false);
  budget.earn(20_000);
  expect(budget.availableBytes).toBe(1_000);
  expect(budget.take(1_001)).toBe(false);
  expect(budget.take(600)).toBe(true);
  expect(budget.take(600)).toBe(false);
  budget.giveBack(200);
  expect(budget.take(600)).toBe(true);
  expect(budget.availableBytes).toBe(0);
});

test('what is saved up for later is limited', () => {
  const budget = new HedgeBudget();
  budget.earn(10 ** 12);
  expect(budget.availableBytes).toBe(1024 * 1024);
});

const amount = fc.integer({ min: 0, max: 50_000_000 });
const step = fc.oneof(
  fc.record({ do: fc.constant('earn' as const), bytes: amount }),
  fc.record({ do: fc.constant('take' as const), bytes: amount }),
  fc.record({
    do: fc.constant('give back' as const),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
);

test('whatever is taken and given back, no more is spent than a twentieth', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
      const budget = new HedgeBudget();
      let carriedBytes = 0;
      let spentBytes = 0;
      const open: number[] = [];
      for (const one of steps) {
        if (one.do === 'earn') {
          budget.earn(one.bytes);
          carriedBytes += one.bytes;
        } else if (one.do === 'take') {
          if (!budget.take(one.bytes)) continue;
          spentBytes += one.bytes;
          open.push(one.bytes);
        } else {
          const unused = Math.floor((open.pop() ?? 0) * one.share);
          budget.giveBack(unused);
          spentBytes -= unused;
        }
        expect(spentBytes).toBeLessThanOrEqual(carriedBytes * 0.05 + 1e-6);
      }
    }),
  );
});
