import type { CarrierEnvironment } from '../carrier.ts';
import type { MeekError } from '../errors.ts';
import type { Route } from '../fronts/route.ts';
import type { Attempt } from './attempts.ts';
import type { Patience } from './patience.ts';

/** Which route the exchanges take, and when: after a failure another one, and later each time. */
export class Recovery {
  readonly #environment: CarrierEnvironment;
  readonly #patience: Patience;
  #route: Route;
  #epoch = 0;
  #retryAtMs = 0;
  #failure: { readonly error: MeekError; readonly sinceMs: number } | undefined;

  constructor(environment: CarrierEnvironment, route: Route, patience: Patience) {
    this.#environment = environment;
    this.#route = route;
    this.#patience = patience;
  }

  get route(): Route {
    return this.#route;
  }

  /** Outages so far. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Nothing is sent before, in ms. */
  get retryAtMs(): number {
    return this.#retryAtMs;
  }

  pauseUntil(timeMs: number): void {
    this.#retryAtMs = Math.max(this.#retryAtMs, timeMs);
  }

  /** The server has answered. */
  succeeded(): void {
    this.#patience.recovered();
    this.#failure = undefined;
  }

  /** Leaves the route, and waits longer each time in a row. */
  failed({ exchange, epoch }: Attempt, error: MeekError, nowMs: number): void {
    const { observer, routes, random } = this.#environment;
    observer?.failed(exchange.route, error);
    if (epoch !== this.#epoch) return;
    this.#epoch += 1;
    this.#failure = { error, sinceMs: this.#failure?.sinceMs ?? nowMs };
    this.#route = routes.choose(exchange.route);
    this.#retryAtMs = nowMs + this.#patience.failed(random.fraction());
  }

  /** The last failure, once there has been nothing else for `limitMs`. */
  failureOver(limitMs: number, nowMs: number): MeekError | undefined {
    if (!this.#failure || nowMs - this.#failure.sinceMs < limitMs) return undefined;
    return this.#failure.error;
  }
}
