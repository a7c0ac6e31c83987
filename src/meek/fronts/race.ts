import type { Random } from '../random.ts';
import type { Route } from './route.ts';

/** Fronts that are tried at once: more would make a pattern, fewer would wait for dead ones. */
const RUNNERS = 4;

/**
 * Tries routes in random order, several at once, until all have been tried or enough work. Resolves
 * at the first that works; `onProven` hears of that one and of every later one.
 *
 * @param enough how many it looks for; those under way then are still heard of
 * @throws AggregateError of what each attempt threw, when none works
 */
export function raceRoutes(
  routes: readonly Route[],
  tryRoute: (route: Route) => Promise<void>,
  onProven: (route: Route) => void,
  random: Random,
  enough = Number.POSITIVE_INFINITY,
): Promise<void> {
  const waiting = shuffle(routes, random);
  const first = Promise.withResolvers<void>();
  const failures: unknown[] = [];
  let provenRoutes = 0;
  const next = () => (provenRoutes < enough ? waiting.shift() : undefined);
  const run = async () => {
    for (let route = next(); route; route = next()) {
      try {
        await tryRoute(route);
        provenRoutes += 1;
        onProven(route);
        first.resolve();
      } catch (error) {
        failures.push(error);
      }
    }
  };
  Promise.all(Array.from({ length: RUNNERS }, run)).then(() =>
    first.reject(new AggregateError(failures, 'No route works.')),
  );
  return first.promise;
}

function shuffle(routes: readonly Route[], random: Random): Route[] {
  return routes
    .map((route) => ({ route, order: random.fraction() }))
    .sort((a, b) => a.order - b.order)
    .map(({ route }) => route);
}
