import { type Front, frontName, type Technique } from '../../meek/fronts/front.ts';
import { type Route, routeKey } from '../../meek/fronts/route.ts';
import { type Candidate, frontPlace, providerOf } from '../../meek/fronts/selector/candidate.ts';
import type { Random } from '../../meek/random.ts';

/** What stays of the techniques once `auto` is decided. */
export type UsedTechnique = Exclude<Technique, 'auto'>;

/**
 * One front by one technique. A front may have several, each with a record of its own, which shows
 * the technique that works there.
 */
export interface PlannedRoute extends Route, Candidate {
  readonly front: Front;
  readonly technique: UsedTechnique;
  /** What requests name as `Host`. */
  readonly innerHost: string;
}

/** What every technique makes its route of. */
export interface RouteParts {
  readonly front: Front;
  /** The profile's, or the front's own. */
  readonly innerHost: string;
  readonly path: string;
  readonly random: Random;
}

export function plannedRoute(
  technique: UsedTechnique,
  { front, innerHost }: RouteParts,
  { url, streamsBody }: Pick<Route, 'url' | 'streamsBody'>,
): PlannedRoute {
  return {
    name: frontName(front),
    key: plannedRouteKey(technique, front, innerHost),
    provider: providerOf(front),
    ...{ front, technique, innerHost, url, streamsBody },
  };
}

/** Names what is known of a front by this technique. */
export function plannedRouteKey(technique: UsedTechnique, front: Front, innerHost: string): string {
  return routeKey(technique, frontPlace(front), innerHost);
}
