import type { FrontFailureCode } from '../../meek/fronts/failure/front-failure.ts';
import type { NetworkHealth } from '../../meek/fronts/health/network-health.ts';
import type { PlannedRoute } from '../fronting/planned-route.ts';

/** Something answered over HTTP: where the `Host` rule is dropped, the front's own site does. */
const ANSWERS: ReadonlySet<FrontFailureCode> = new Set(['FRONT_WRONG_SERVER', 'FRONT_CDN_REFUSED']);

/**
 * Those of the routes that may be used. The `Host` rule of a front that is a secure proxy too is
 * for when that has shown to have no HTTP/2, and nobody else has answered the rule since: over
 * HTTP/2 Chromium would drop it without a word, and the question would go to the front's own site.
 */
export function usable(
  routes: readonly PlannedRoute[],
  records: Pick<NetworkHealth, 'healthOf'>,
): PlannedRoute[] {
  const firstWays = new Map(routes.filter(isProxied).map((route) => [route.front, route]));
  return routes.filter((route) => {
    const first = isProxied(route) ? undefined : firstWays.get(route.front);
    return first === undefined || isNeeded(route, first, records);
  });
}

function isNeeded(
  fallback: PlannedRoute,
  first: PlannedRoute,
  records: Pick<NetworkHealth, 'healthOf'>,
): boolean {
  const { lastFailure, failAtMs, okAtMs } = records.healthOf(first.key);
  const second = records.healthOf(fallback.key);
  const lacksHttp2 = lastFailure === 'FRONT_NO_HTTP2' && (failAtMs ?? 0) >= (okAtMs ?? 0);
  const isAnswered = second.lastFailure !== null && ANSWERS.has(second.lastFailure);
  return lacksHttp2 && !(isAnswered && (second.failAtMs ?? 0) >= (failAtMs ?? 0));
}

function isProxied({ technique }: PlannedRoute): boolean {
  return technique === 'secure-proxy';
}
