import { MAX_PINNED_EDGES, type PinnedEdge } from '../../link/messages.ts';
import { enabledFronts, type Front, needsNative, type Technique } from '../../meek/fronts/front.ts';
import type { Profile } from '../../meek/fronts/profile.ts';
import type { Random } from '../../meek/random.ts';
import {
  directRoute,
  hostRuleRoute,
  isDialled,
  pinnedEdgesOf,
  withOnePlaceEach,
} from './dialled.ts';
import { type HostRule, hostRulesOf, withoutClashes } from './host-rules.ts';
import { nativeRoute } from './native.ts';
import type { PlannedRoute, RouteParts } from './planned-route.ts';
import { type SecureProxy, secureProxiesOf, secureProxyRoute } from './secure-proxy.ts';

export type Platform = 'chromium' | 'firefox';

/** How a profile's fronts are used in this browser: everything that fronting needs to know. */
export interface FrontingPlan {
  readonly routes: readonly PlannedRoute[];
  readonly routeByKey: ReadonlyMap<string, PlannedRoute>;
  /**
   * Second ways to fronts of `routes`, of which the browser knows nothing: `withFallbacks` makes
   * them routes.
   */
  readonly fallbacks: readonly PlannedRoute[];
  /** Every name that requests may carry in cleartext, were the browser's proxy not ours. */
  readonly innerHosts: readonly string[];
  readonly secureProxies: readonly SecureProxy[];
  /** Hosts that the extension's own requests name in TLS. */
  readonly dialledHosts: readonly string[];
  /** Those of them that are reached without any proxy. */
  readonly directHosts: readonly string[];
  /** Those that are reached at addresses given for them, through the helper. */
  readonly pinnedEdges: readonly PinnedEdge[];
  readonly hostRules: readonly HostRule[];
}

interface FrontRoutes {
  readonly route: PlannedRoute;
  readonly fallback?: PlannedRoute;
}

export function makePlan(profile: Profile, platform: Platform, random: Random): FrontingPlan {
  const uses = enabledFronts(profile.fronts).map((front, index) => {
    const innerHost = front.innerHost ?? profile.innerHost;
    // The helper takes no more pins; it has to dial the others itself.
    const mayPin = index < MAX_PINNED_EDGES;
    return routesFor({ front, innerHost, path: profile.path, random }, platform, mayPin);
  });
  const routes = uses.map(({ route }) => route);
  const fallbacks = uses.flatMap(({ fallback }) => fallback ?? []);
  if (platform === 'firefox') return planOf(routes, fallbacks);
  const placed = new Set(withOnePlaceEach([...routes, ...fallbacks]));
  return planOf(
    routes.filter((route) => placed.has(route)),
    fallbacks.filter((route) => placed.has(route)),
  );
}

/** The same plan, with the second ways to these fronts in use as well. */
export function withFallbacks(plan: FrontingPlan, fronts: ReadonlySet<Front>): FrontingPlan {
  const { yes = [], no = [] } = Object.groupBy(plan.fallbacks, ({ front }) =>
    fronts.has(front) ? 'yes' : 'no',
  );
  return yes.length === 0 ? plan : planOf([...plan.routes, ...yes], no);
}

/**
 * Chromium honours a `Host` rule over HTTP/1.1 only and drops it over HTTP/2 without a word, so
 * that a request would reach the front's own site; a secure proxy is safe over HTTP/2 only. So there
 * the rule is for fronts that turn out to have no HTTP/2.
 */
function routesFor(parts: RouteParts, platform: Platform, mayPin: boolean): FrontRoutes {
  const technique = techniqueFor(parts, platform, mayPin);
  switch (technique) {
    case 'direct':
      return { route: directRoute(parts) };
    case 'secure-proxy':
      return { route: secureProxyRoute(parts) };
    case 'host-rule':
      return { route: hostRuleRoute(parts) };
    case 'native':
      return { route: nativeRoute(parts) };
    case 'auto':
      return { route: secureProxyRoute(parts), fallback: hostRuleRoute(parts) };
  }
}

/**
 * `native` is for what a browser cannot do: name nobody, or another name; go to an address, where
 * it resolves the name of a secure proxy itself.
 */
function techniqueFor(parts: RouteParts, platform: Platform, mayPin: boolean): Technique {
  if (needsNative(parts.front)) return 'native';
  const technique = browserTechniqueFor(parts, platform);
  if (parts.front.address === undefined) return technique;
  return mayPin && (technique === 'direct' || technique === 'host-rule') ? technique : 'native';
}

/** A technique that this browser does not have is left to it, as if the front had named none. */
function browserTechniqueFor({ front, innerHost }: RouteParts, platform: Platform): Technique {
  const { technique, host } = front;
  if (technique === 'direct' || host === innerHost) return 'direct';
  return platform === 'firefox' ? 'host-rule' : technique;
}

function planOf(all: readonly PlannedRoute[], fallbacks: readonly PlannedRoute[]): FrontingPlan {
  const routes = withoutClashes(distinct(all));
  const dialled = routes.filter(isDialled);
  const hostsOf = (some: readonly PlannedRoute[]) => [...new Set(some.map((it) => it.front.host))];
  return {
    routes,
    routeByKey: new Map(routes.map((route) => [route.key, route])),
    fallbacks,
    innerHosts: [...new Set([...routes, ...fallbacks].map(({ innerHost }) => innerHost))],
    secureProxies: secureProxiesOf(routes),
    dialledHosts: hostsOf(dialled),
    directHosts: hostsOf(dialled.filter(({ front }) => front.address === undefined)),
    pinnedEdges: pinnedEdgesOf(routes),
    hostRules: hostRulesOf(routes),
  };
}

/** Fronts that differ in what a browser does not look at are one to it. */
function distinct(routes: readonly PlannedRoute[]): PlannedRoute[] {
  return [...Map.groupBy(routes, ({ key }) => key).values()].flatMap(([first]) => first ?? []);
}
