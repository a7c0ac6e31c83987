import { toHex } from '../../meek/random.ts';
import { type PlannedRoute, plannedRoute, type RouteParts } from './planned-route.ts';

/** A front that the browser takes for an HTTPS proxy of this URL, at whatever path. */
export interface SecureProxy {
  readonly url: string;
  /** `host:port`. */
  readonly authority: string;
}

/**
 * Plain `http`, which only ever leaves inside TLS to the front: the setting matches all of it, and
 * no page can guess the key.
 */
export function secureProxyRoute(parts: RouteParts): PlannedRoute {
  const { innerHost, path, random } = parts;
  const url = `http://${innerHost}${path}?f=${toHex(random.bytes(4))}`;
  return plannedRoute('secure-proxy', parts, { url, streamsBody: true });
}

export function secureProxiesOf(routes: readonly PlannedRoute[]): SecureProxy[] {
  return routes
    .filter(({ technique }) => technique === 'secure-proxy')
    .map(({ url, front }) => ({ url, authority: `${front.host}:${front.port}` }));
}

/** What can be asked about a secure proxy alone: whether its name is resolved, and TCP connects. */
export type ProxyStep = 'name' | 'tcp';

/** A request to it never leaves; how it fails answers the question (`fronts/failed-step.ts`). */
export function stepUrl(url: string, step: ProxyStep): string {
  return `${url}${STEP_PARAMETER}${step}`;
}

/** Follows a secure proxy's URL. */
export const STEP_PARAMETER = '&step=';
