import { expect, test } from 'vitest';
import { chooseAtRandom } from '../../../src/meek/fronts/route.ts';
import { middling, OTHER_ROUTE, ROUTE, routeTo } from '../an-environment.ts';

const THIRD_ROUTE = routeTo('third.example');
const ROUTES = [ROUTE, OTHER_ROUTE, THIRD_ROUTE];
const at = (fraction: number) => ({ ...middling, fraction: () => fraction });

test('every route can be chosen, and only those', () => {
  const chosen = [0, 0.34, 0.67, 0.999_999].map((fraction) =>
    chooseAtRandom(ROUTES, at(fraction)).choose(),
  );
  expect(chosen).toEqual([ROUTE, OTHER_ROUTE, THIRD_ROUTE, THIRD_ROUTE]);
});

test('a route that failed is not chosen next', () => {
  for (const fraction of [0, 0.5, 0.999]) {
    expect(chooseAtRandom(ROUTES, at(fraction)).choose(OTHER_ROUTE)).not.toBe(OTHER_ROUTE);
  }
});

test('an only route is chosen even after it failed', () => {
  expect(chooseAtRandom([ROUTE], middling).choose(ROUTE)).toBe(ROUTE);
});

test('no route at all is an error, not undefined', () => {
  expect(() => chooseAtRandom([], middling).choose()).toThrow(RangeError);
});

test('a second route is never the one in use', () => {
  for (const fraction of [0, 0.4, 0.99]) {
    expect(chooseAtRandom(ROUTES, at(fraction)).another(ROUTE)).not.toBe(ROUTE);
  }
  expect(chooseAtRandom([ROUTE], middling).another(ROUTE)).toBeUndefined();
});
