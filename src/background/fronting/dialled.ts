import type { PinnedEdge } from '../../link/messages.ts';
import { frontAuthority } from '../../meek/fronts/front.ts';
import { type PlannedRoute, plannedRoute, type RouteParts } from './planned-route.ts';

/** The browser dials the front, and `Host` is the front's own name. */
export function directRoute(parts: RouteParts): PlannedRoute {
  return dialledRoute('direct', parts);
}

/** The browser dials the front, and a rule sets `Host`. */
export function hostRuleRoute(parts: RouteParts): PlannedRoute {
  return dialledRoute('host-rule', parts);
}

function dialledRoute(technique: 'direct' | 'host-rule', parts: RouteParts): PlannedRoute {
  const { front, path } = parts;
  // Fragments are never sent. Firefox lets an extension see this one when it asks for the proxy.
  const fragment = front.address === undefined ? '' : `#${front.address}`;
  const url = `https://${frontAuthority(front)}${path}${fragment}`;
  return plannedRoute(technique, parts, { url, streamsBody: false });
}

export function isDialled({ technique }: PlannedRoute): boolean {
  return technique === 'direct' || technique === 'host-rule';
}

/** Where the browser is to be led, whatever DNS says. */
export function pinnedEdgesOf(routes: readonly PlannedRoute[]): PinnedEdge[] {
  return routes.filter(isDialled).flatMap(({ front: { host, port, address } }) => {
    return address === undefined ? [] : [{ host, port, address }];
  });
}

/** Chromium's proxy setting sees only host and port: of routes to one, the first can be dialled. */
export function withOnePlaceEach(routes: readonly PlannedRoute[]): PlannedRoute[] {
  const places = new Map<string, string | undefined>();
  return routes.filter((route) => {
    if (!isDialled(route)) return true;
    const { address } = route.front;
    const authority = frontAuthority(route.front);
    if (!places.has(authority)) places.set(authority, address);
    return places.get(authority) === address;
  });
}
