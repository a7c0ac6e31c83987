import * as v from 'valibot';
import type { CarrierEnvironment } from '../../src/meek/carrier.ts';
import type { Route } from '../../src/meek/fronts/route.ts';
import { MeekOptions } from '../../src/meek/options.ts';
import type { Random } from '../../src/meek/random.ts';
import { chooseAtRandom } from './choose-at-random.ts';
import { FakeFetch } from './fake-fetch.ts';
import { ManualClock } from './manual-clock.ts';

export const routeTo = (host: string): Route => ({
  name: host,
  key: host,
  url: `https://${host}/`,
  streamsBody: false,
});
export const ROUTE = routeTo('front.example');
export const OTHER_ROUTE = routeTo('other.example');

/** Chooses the middle, so that jitter is none. */
export const middling: Random = {
  bytes: (length) => new Uint8Array(length).fill(0xab),
  fraction: () => 0.5,
};

/** The protocol's surroundings in a test's hands. */
export function anEnvironment({
  routes = [ROUTE],
  random = middling,
  ...others
}: Partial<Omit<CarrierEnvironment, 'routes'>> & { routes?: Route[] } = {}) {
  const clock = new ManualClock();
  const server = new FakeFetch();
  const environment: CarrierEnvironment = {
    fetch: server.fetch,
    clock,
    random,
    routes: chooseAtRandom(routes, random),
    ...others,
  };
  return { clock, server, environment };
}

export function someOptions(options: v.InferInput<typeof MeekOptions> = {}): MeekOptions {
  return v.parse(MeekOptions, options);
}
