import type { CarrierEnvironment } from '../carrier.ts';
import type { MeekError } from '../errors.ts';
import type { Route } from '../fronts/route.ts';
import type { Attempt } from './attempts.ts';
import type { Patience } from './patience.ts';

/** From this many outages in a row on, one exchange finds out whether there is an end to it. */
const PROBING_AFTER = 2;

/** Which route the exchanges take, and when: after a failure another one, and later each time. */
export class Recovery {
  readonly #environment: CarrierEnvironment;
  readonly #patience: Patience;
  /** Until when routes have asked to be left alone, by their keys, in ms. */
  readonly #rests = new Map<string, number>();
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

  /** Whether a single small exchange should be answered before anything else is sent. */
  get isProbing(): boolean {
    return this.#patience.failuresInARow >= PROBING_AFTER;
  }

  /** Another route that could be used at once, if there is one. */
  another(nowMs: number): Route | undefined {
    const other = this.#environment.routes.another(this.#route);
    return other && this.#restMs(other, nowMs) === 0 ? other : undefined;
  }

  pauseUntil(timeMs: number): void {
    this.#retryAtMs = Math.max(this.#retryAtMs, timeMs);
  }

  /** The server has answered an exchange that began in `epoch`. */
  succeeded(epoch: number): void {
    this.#failure = undefined;
    // What began before the outage does not show that it is over.
    if (epoch === this.#epoch) this.#patience.recovered();
  }

  /** Leaves the route, and waits longer each time in a row. */
  failed({ exchange, epoch }: Attempt, error: MeekError, nowMs: number): void {
    const { observer, random } = this.#environment;
    const { route, retryAfterMs } = exchange;
    observer?.failed(route, error);
    if (retryAfterMs !== undefined) this.#rests.set(route.key, nowMs + retryAfterMs);
    // A hedge's failure says nothing of the route in use.
    if (epoch !== this.#epoch || route !== this.#route) return;
    this.#epoch += 1;
    this.#failure = { error, sinceMs: this.#failure?.sinceMs ?? nowMs };
    this.#route = this.#nextAfter(route, nowMs);
    const backOffMs = this.#patience.failed(random.fraction());
    this.#retryAtMs = nowMs + Math.max(backOffMs, this.#restMs(this.#route, nowMs));
  }

  /** The last failure, once there has been nothing else for `limitMs`. */
  failureOver(limitMs: number, nowMs: number): MeekError | undefined {
    if (!this.#failure || nowMs - this.#failure.sinceMs < limitMs) return undefined;
    return this.#failure.error;
  }

  /** Another route, unless that one is to be left alone for longer than this. */
  #nextAfter(failed: Route, nowMs: number): Route {
    const other = this.#environment.routes.choose(failed);
    return this.#restMs(failed, nowMs) < this.#restMs(other, nowMs) ? failed : other;
  }

  #restMs({ key }: Route, nowMs: number): number {
    return Math.max(0, (this.#rests.get(key) ?? 0) - nowMs);
  }
}
