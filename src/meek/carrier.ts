import type { Clock } from './clock.ts';
import type { MeekError } from './errors.ts';
import type { Route, RouteChooser } from './fronts/route.ts';
import type { Random } from './random.ts';

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** What a carrier needs of the place it runs in: the same code runs in a worker and in Node. */
export interface CarrierEnvironment {
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly random: Random;
  readonly routes: RouteChooser;
  /** Told of each attempt, for the tunnel's state and the fronts' health. */
  readonly observer?: CarrierObserver;
}

export interface CarrierObserver {
  answered(route: Route): void;
  failed(route: Route, error: MeekError): void;
}
