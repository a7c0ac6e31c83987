import { expect, test } from 'vitest';
import { ProvenRoutes } from '../../../src/meek/fronts/proven-routes.ts';
import { raceRoutes } from '../../../src/meek/fronts/race.ts';
import type { Route } from '../../../src/meek/fronts/route.ts';
import type { Random } from '../../../src/meek/random.ts';

const inOrder: Random = { bytes: (length) => new Uint8Array(length), fraction: () => 0 };

function routes(count: number): Route[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `${index}`,
    key: `${index}`,
    url: `https://front-${index}.example/`,
    streamsBody: false,
  }));
}

/** A race whose runners arrive when the test says so. */
function race(count: number, enough?: number) {
  const running = new Map<string, PromiseWithResolvers<void>>();
  const proven: string[] = [];
  const won = raceRoutes(
    routes(count),
    ({ name }) => {
      const attempt = Promise.withResolvers<void>();
      running.set(name, attempt);
      return attempt.promise;
    },
    ({ name }) => proven.push(name),
    inOrder,
    enough,
  );
  won.catch(() => {});
  const settled = () => new Promise(setImmediate);
  return { running, proven, won, settled };
}

test('four run at once, and the next as soon as one is done', async () => {
  const { running, settled } = race(6);
  expect([...running.keys()]).toEqual(['0', '1', '2', '3']);
  running.get('2')?.reject(new Error('blocked'));
  await settled();
  expect([...running.keys()]).toEqual(['0', '1', '2', '3', '4']);
});

test('the first that works wins, and later ones are told', async () => {
  const { running, proven, won, settled } = race(3);
  running.get('1')?.resolve();
  await won;
  expect(proven).toEqual(['1']);
  running.get('0')?.reject(new Error('blocked'));
  running.get('2')?.resolve();
  await settled();
  expect(proven).toEqual(['1', '2']);
});

test('when enough work, no more are tried, and those under way are still told', async () => {
  const { running, proven, settled } = race(9, 2);
  for (const name of ['0', '1', '2']) running.get(name)?.resolve();
  await settled();
  expect(proven).toEqual(['0', '1', '2']);
  expect([...running.keys()]).toEqual(['0', '1', '2', '3', '4']);
  running.get('3')?.resolve();
  running.get('4')?.reject(new Error('blocked'));
  await settled();
  expect(proven).toEqual(['0', '1', '2', '3']);
  expect(running.size).toBe(5);
});

test('when none works, each says why', async () => {
  const { running, won } = race(2);
  running.get('1')?.reject(new Error('blocked'));
  running.get('0')?.reject(new Error('down'));
  await expect(won).rejects.toMatchObject({
    errors: [{ message: 'blocked' }, { message: 'down' }],
  });
});

test('only proven routes are chosen, and a new search begins anew', () => {
  const [first, second, third] = routes(3) as [Route, Route, Route];
  const proven = new ProvenRoutes(inOrder);
  proven.startWith(first);
  expect(proven.choose(first)).toBe(first);
  proven.add(second);
  expect(proven.choose(first)).toBe(second);
  proven.startWith(third);
  expect(proven.choose(third)).toBe(third);
});
