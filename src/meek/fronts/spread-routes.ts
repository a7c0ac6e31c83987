import type { Route, RouteChooser } from './route.ts';

/** Another route is worth taking if its round trip is so many times as long at most. */
const WORTHWHILE_TIMES = 1.5;

/** The routes of one session. */
export interface SessionRoutes extends RouteChooser {
  /** The session is over. */
  release(): void;
}

/**
 * Gives sessions that go on side by side routes of their own, as far as there are some: through one
 * front they would share a connection, and in it all waits behind what is under way of a download.
 */
export class SpreadRoutes {
  readonly #routes: RouteChooser;
  readonly #rttMsOf: (route: Route) => number | null;
  readonly #inUse = new Map<SessionRoutes, Route>();

  /** @param rttMsOf a route's round trip in ms, where it is known */
  constructor(routes: RouteChooser, rttMsOf: (route: Route) => number | null) {
    this.#routes = routes;
    this.#rttMsOf = rttMsOf;
  }

  /** Of the sessions that are open, the routes that they took last. */
  get inUse(): readonly Route[] {
    return [...this.#inUse.values()];
  }

  forSession(): SessionRoutes {
    const session: SessionRoutes = {
      choose: (failed) => {
        const best = this.#routes.choose(failed);
        const route = failed ? best : this.#unshared(best);
        this.#inUse.set(session, route);
        return route;
      },
      another: (route) => this.#routes.another(route),
      release: () => void this.#inUse.delete(session),
    };
    return session;
  }

  #unshared(best: Route): Route {
    const used = new Set(this.#inUse.values());
    if (!used.has(best)) return best;
    const other = this.#routes.another(best);
    return other && !used.has(other) && this.#isWorthwhile(other, best) ? other : best;
  }

  #isWorthwhile(other: Route, best: Route): boolean {
    const [otherMs, bestMs] = [this.#rttMsOf(other), this.#rttMsOf(best)];
    return otherMs === null || bestMs === null || otherMs <= bestMs * WORTHWHILE_TIMES;
  }
}
