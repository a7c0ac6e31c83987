import { isCooling } from './health/front-health.ts';
import type { Route, RouteChooser } from './route.ts';
import type { Candidate } from './selector/candidate.ts';
import { FrontSelector, type SelectorContext } from './selector/selector.ts';

/** A route that is chosen by how it has fared. */
export type CandidateRoute = Route & Candidate;

/** Chooses by experience among the routes that have been proven to lead to the server. */
export class ProvenRoutes implements RouteChooser {
  readonly #context: SelectorContext;
  #routes: readonly CandidateRoute[] = [];

  constructor(context: SelectorContext) {
    this.#context = context;
  }

  /** A new search has found its first: what was proven before may not hold any more. */
  startWith(route: CandidateRoute): void {
    this.#routes = [route];
  }

  add(route: CandidateRoute): void {
    if (!this.#routes.includes(route)) this.#routes = [...this.#routes, route];
  }

  has(route: CandidateRoute): boolean {
    return this.#routes.includes(route);
  }

  /** Those that do not cool down. */
  get ready(): readonly CandidateRoute[] {
    const { book, network, epochMs } = this.#context;
    const health = book.on(network());
    const nowMs = epochMs();
    return this.#routes.filter(({ key }) => !isCooling(health.healthOf(key), nowMs));
  }

  choose(failed?: Route): Route {
    return new FrontSelector(this.#routes, this.#context).choose(failed && new Set([failed.key]));
  }

  another(route: Route): Route | undefined {
    const others = this.ready.filter(({ key }) => key !== route.key);
    return others.length > 0 ? new FrontSelector(others, this.#context).choose() : undefined;
  }
}
