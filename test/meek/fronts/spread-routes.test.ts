import { expect, test } from 'vitest';
import type { Route, RouteChooser } from '../../../src/meek/fronts/route.ts';
import { SpreadRoutes } from '../../../src/meek/fronts/spread-routes.ts';
import { OTHER_ROUTE, ROUTE } from '../an-environment.ts';

/** ROUTE is the best; the other serves where it failed, and beside it. */
const BEST_FIRST: RouteChooser = {
  choose: (failed) => (failed === ROUTE ? OTHER_ROUTE : ROUTE),
  another: (route) => (route === ROUTE ? OTHER_ROUTE : ROUTE),
};

function spread(rtts: [Route, number][] = [], routes = BEST_FIRST) {
  const rttMsOf = new Map(rtts);
  return new SpreadRoutes(routes, (route) => rttMsOf.get(route) ?? null);
}

test('the second session goes another way than the first', () => {
  const routes = spread();
  expect(routes.forSession().choose()).toBe(ROUTE);
  expect(routes.forSession().choose()).toBe(OTHER_ROUTE);
});

test('a third takes the best of what the others use', () => {
  const routes = spread();
  routes.forSession().choose();
  routes.forSession().choose();
  expect(routes.forSession().choose()).toBe(ROUTE);
});

test('what a session used is free once it is over', () => {
  const routes = spread();
  const first = routes.forSession();
  first.choose();
  expect(routes.inUse).toEqual([ROUTE]);
  first.release();
  expect(routes.inUse).toEqual([]);
  expect(routes.forSession().choose()).toBe(ROUTE);
});

test('after a failure a session goes where it is sent, whoever else is there', () => {
  const routes = spread();
  const [first, second] = [routes.forSession(), routes.forSession()];
  first.choose();
  second.choose();
  expect(first.choose(ROUTE)).toBe(OTHER_ROUTE);
});

test('a route that is much slower is not worth it', () => {
  const slow = spread([
    [ROUTE, 100],
    [OTHER_ROUTE, 200],
  ]);
  slow.forSession().choose();
  expect(slow.forSession().choose()).toBe(ROUTE);
});

test('where there is only one, all share it', () => {
  const routes = spread([], { choose: () => ROUTE, another: () => undefined });
  expect(routes.forSession().choose()).toBe(ROUTE);
  expect(routes.forSession().choose()).toBe(ROUTE);
});
