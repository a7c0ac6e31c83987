import type { Random } from '../random.ts';
import { chooseAtRandom, type Route, type RouteChooser } from './route.ts';

/** Chooses among the routes that have been proven to lead to the server. */
export class ProvenRoutes implements RouteChooser {
  readonly #random: Random;
  #routes: readonly Route[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  /** A new search has found its first: what was proven before may not hold any more. */
  startWith(route: Route): void {
    this.#routes = [route];
  }

  add(route: Route): void {
    this.#routes = [...this.#routes, route];
  }

  choose(failed?: Route): Route {
    return chooseAtRandom(this.#routes, this.#random).choose(failed);
  }
}
