import { goesDirect, NO_SITE_RULES, plainName, type SiteRules } from '../../storage/site-rules.ts';
import type { FrontingPlan } from '../fronting/plan.ts';

/** What of the browser's own traffic goes past the tunnel. */
export interface SiteRouting {
  readonly rules: SiteRules;
  /** Hosts that stay in the tunnel whatever the rules say: lists of fronts are asked for there. */
  readonly kept: readonly string[];
}

export const TUNNEL_ALL: SiteRouting = { rules: NO_SITE_RULES, kept: [] };

/** To whoever watches, a direct request to an inner host would tell what fronting hides. */
export function keptHosts(
  { innerHosts, routes }: Pick<FrontingPlan, 'innerHosts' | 'routes'>,
  { kept }: SiteRouting,
): string[] {
  return [...new Set([...innerHosts, ...routes.map(({ front }) => front.host), ...kept])];
}

/** Whether a page’s request goes directly. Total over every URL. */
export type GoesDirect = (url: string) => boolean;

export function directTest(
  plan: Pick<FrontingPlan, 'innerHosts' | 'routes'>,
  sites: SiteRouting,
): GoesDirect {
  const kept = new Set(keptHosts(plan, sites));
  return (url) => {
    const name = plainName(URL.parse(url)?.hostname ?? '');
    return !kept.has(name) && goesDirect(name, sites.rules);
  };
}
