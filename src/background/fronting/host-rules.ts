import { isDialled } from './dialled.ts';
import type { PlannedRoute } from './planned-route.ts';

/** Requests to these hosts and their subdomains get `innerHost` as `Host`. */
export interface HostRule {
  readonly innerHost: string;
  readonly hosts: readonly string[];
  /** Those of the subdomains that another name belongs to. */
  readonly exceptHosts: readonly string[];
}

/** One for each inner host. */
export function hostRulesOf(routes: readonly PlannedRoute[]): HostRule[] {
  const carried = new Map(routes.filter(isDialled).map((route) => [route.front.host, route]));
  const ruled = [...carried.values()].filter(({ technique }) => technique === 'host-rule');
  return [...Map.groupBy(ruled, ({ innerHost }) => innerHost)].map(([innerHost, group]) => {
    const hosts = group.map(({ front }) => front.host);
    const others = [...carried].filter(([, route]) => carriedHost(route) !== innerHost);
    const exceptHosts = others.map(([host]) => host).filter((host) => isBelow(host, hosts));
    return { innerHost, hosts, exceptHosts };
  });
}

/**
 * A rule goes by the host alone, whatever the port and the path: of routes that dial one host and
 * are to carry different names, only the first can be.
 */
export function withoutClashes(routes: readonly PlannedRoute[]): PlannedRoute[] {
  const carried = new Map<string, string>();
  return routes.filter((route) => {
    if (!isDialled(route)) return true;
    const { host } = route.front;
    const name = carried.get(host) ?? carriedHost(route);
    carried.set(host, name);
    return name === carriedHost(route);
  });
}

function carriedHost({ technique, front, innerHost }: PlannedRoute): string {
  return technique === 'direct' ? front.host : innerHost;
}

function isBelow(host: string, domains: readonly string[]): boolean {
  return domains.some((domain) => host.endsWith(`.${domain}`));
}
