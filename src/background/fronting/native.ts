import { type Explain, explainByCause } from '../../meek/fronts/failure/explain.ts';
import { toHex } from '../../meek/random.ts';
import type { NativeTarget } from './native-fetch.ts';
import { type PlannedRoute, plannedRoute, type RouteParts } from './planned-route.ts';

/** No browser fetches it, whatever goes wrong. */
const SCHEME = 'native:';

/** The helper dials the front, and asks for the path of a URL that names the route alone. */
export function nativeRoute(parts: RouteParts): PlannedRoute {
  const url = `${SCHEME}//${toHex(parts.random.bytes(8))}${parts.path}`;
  return plannedRoute('native', parts, { url, streamsBody: false });
}

export function isNativeUrl(url: string): boolean {
  return url.startsWith(SCHEME);
}

/** What the URLs of native routes stand for. */
export function nativeTargetsOf(routes: readonly PlannedRoute[]): Map<string, NativeTarget> {
  const native = routes.filter(({ technique }) => technique === 'native');
  return new Map(native.map(({ url, front, innerHost }) => [url, { front, innerHost }]));
}

/** The browser knows nothing of what the helper dials, and the helper's errors say it themselves. */
export function explainFronting(explain: Explain): Explain {
  return (url, error) => (isNativeUrl(url) ? explainByCause : explain)(url, error);
}
