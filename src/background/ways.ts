import type { NetworkHealth } from '../meek/fronts/health/network-health.ts';
import type { RouteMemory } from '../meek/v2/route-memory.ts';
import type { PlannedRoute, UsedTechnique } from './fronting/planned-route.ts';

/** Sessions that go on side by side have few fronts of their own. */
const MAX_WAYS = 3;

/** A front that is in use now, and how. */
export interface Way {
  /** Its name, as the profile shows it. */
  readonly front: string;
  readonly technique: UsedTechnique;
  /** From request to answer, the shortest of late; null before there was one. */
  readonly rttMs: number | null;
}

/** @param routes in use, the one that answered last first; a route may be there twice */
export function waysOf(
  routes: readonly PlannedRoute[],
  memory: Pick<RouteMemory, 'recordOf'> | null,
  health: Pick<NetworkHealth, 'healthOf'>,
): Way[] {
  const distinct = [...new Map(routes.map((route) => [route.key, route])).values()];
  return distinct.slice(0, MAX_WAYS).map(({ key, name, technique }) => {
    const rttMs = memory?.recordOf(key).rttMs ?? health.healthOf(key).rttMs;
    return { front: name, technique, rttMs: rttMs === null ? null : Math.round(rttMs) };
  });
}
