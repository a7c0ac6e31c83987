import { onTestFinished } from 'vitest';
import type { CarrierEnvironment, Fetch } from '../../../src/meek/carrier.ts';
import { systemClock } from '../../../src/meek/clock.ts';
import type { Route } from '../../../src/meek/fronts/route.ts';
import { systemRandom } from '../../../src/meek/random.ts';
import { openSession, type SessionOptions } from '../../../src/meek/v2/session.ts';
import { someOptions } from '../an-environment.ts';
import { chooseAtRandom } from '../choose-at-random.ts';

export const routeToPort = (port: number, name = `port-${port}`): Route => ({
  name,
  key: name,
  url: `http://127.0.0.1:${port}/`,
  streamsBody: false,
});

/** What the protocol needs, for real: Node's fetch and time, and servers on loopback. */
export function realEnvironment(
  ports: readonly number[],
  fetchThrough: Fetch = fetch,
): CarrierEnvironment {
  const routes = ports.map((port) => routeToPort(port));
  return {
    fetch: fetchThrough,
    clock: systemClock,
    random: systemRandom,
    routes: chooseAtRandom(routes, systemRandom),
  };
}

export interface RealSessionOptions extends SessionOptions {
  readonly fetchThrough?: Fetch;
  readonly authToken?: string;
  /** In place of all of the above's surroundings. */
  readonly environment?: CarrierEnvironment;
}

/** A session with a real server, given up when the test is over. */
export function openRealSession(
  ports: number | readonly number[],
  options: RealSessionOptions = {},
) {
  const { fetchThrough, authToken, environment, ...sessionOptions } = options;
  const over = new AbortController();
  onTestFinished(() => over.abort());
  return openSession(
    someOptions({ pollIntervalMs: 10, ...(authToken && { authToken }) }),
    environment ?? realEnvironment([ports].flat(), fetchThrough),
    { signal: over.signal, ...sessionOptions },
  );
}
