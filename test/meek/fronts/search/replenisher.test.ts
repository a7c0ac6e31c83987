import { expect, test } from 'vitest';
import { Replenisher } from '../../../../src/meek/fronts/search/replenisher.ts';

function underTest() {
  const searches: number[] = [];
  const state = { ready: 4, searching: Promise.withResolvers<void>() };
  const replenisher = new Replenisher({
    readyCount: () => state.ready,
    search: (wanted) => {
      searches.push(wanted);
      return state.searching.promise;
    },
  });
  return { searches, state, replenisher };
}

test('while there are enough, none is looked for', async () => {
  const { searches, state, replenisher } = underTest();
  for (state.ready of [4, 3]) await replenisher.frontFailed();
  expect(searches).toEqual([]);
});

test('as many are looked for as are missing, once at a time', async () => {
  const { searches, state, replenisher } = underTest();
  state.ready = 2;
  const first = replenisher.frontFailed();
  state.ready = 1;
  await replenisher.frontFailed();
  expect(searches).toEqual([2]);
  state.searching.resolve();
  await first;
  await replenisher.frontFailed();
  expect(searches).toEqual([2, 3]);
});

test('that there is none is no error, and they are tried again when the next fails', async () => {
  const { searches, state, replenisher } = underTest();
  state.ready = 0;
  state.searching.reject(new Error('No front works.'));
  await replenisher.frontFailed();
  await replenisher.frontFailed();
  expect(searches).toEqual([4, 4]);
});
