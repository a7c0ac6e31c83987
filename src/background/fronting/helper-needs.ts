import { Capability } from '../../link/messages.ts';
import type { PlannedRoute } from './planned-route.ts';

/** Whether this helper has what a route needs beside the tunnel: an older one may lack it. */
export function suffices(
  helper: { can(capability: Capability): boolean } | null,
  route: PlannedRoute,
): boolean {
  const need = needOf(route);
  return need === null || (helper?.can(need) ?? false);
}

function needOf({ technique, front }: PlannedRoute): Capability | null {
  if (technique === 'native') return Capability.nativeFronts;
  return front.address === undefined ? null : Capability.edgePins;
}
