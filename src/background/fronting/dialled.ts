import { frontAuthority } from '../../meek/fronts/front.ts';
import { type PlannedRoute, plannedRoute, type RouteParts } from './planned-route.ts';

/** The browser dials the front by its own name, and `Host` is that name too. */
export function directRoute(parts: RouteParts): PlannedRoute {
  return dialledRoute('direct', parts);
}

/** The browser dials the front by its own name, and a rule sets `Host`. */
export function hostRuleRoute(parts: RouteParts): PlannedRoute {
  return dialledRoute('host-rule', parts);
}

function dialledRoute(technique: 'direct' | 'host-rule', parts: RouteParts): PlannedRoute {
  const url = `https://${frontAuthority(parts.front)}${parts.path}`;
  return plannedRoute(technique, parts, { url, streamsBody: false });
}

export function isDialled({ technique }: PlannedRoute): boolean {
  return technique === 'direct' || technique === 'host-rule';
}
