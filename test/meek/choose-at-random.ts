import type { Route, RouteChooser } from '../../src/meek/fronts/route.ts';
import type { Random } from '../../src/meek/random.ts';

/** Any route at random, and another one after a failure: lantern-box's rule, as the plainest there is. */
export function chooseAtRandom(routes: readonly Route[], random: Random): RouteChooser {
  return {
    choose(failed) {
      const others = routes.filter((route) => route !== failed);
      const candidates = others.length > 0 ? others : routes;
      const route = candidates[Math.floor(random.fraction() * candidates.length)];
      if (!route) throw new RangeError('There is no route to choose from.');
      return route;
    },
    another(route) {
      const others = routes.filter((other) => other !== route);
      return others[Math.floor(random.fraction() * others.length)];
    },
  };
}
