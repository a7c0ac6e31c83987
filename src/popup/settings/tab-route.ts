import type { TunnelState } from '../../background/state.ts';
import { isLoopback } from '../../meek/fronts/host-name.ts';
import type { Profile } from '../../meek/fronts/profile.ts';
import {
  goesDirect,
  MAX_SITES,
  type SiteRules,
  siteOf,
  sitesInUse,
} from '../../storage/site-rules.ts';
import { withoutSite, withSites } from './site-changes.ts';

/** How the requests to a tab's host go now. */
export type TabRoute = 'tunnel' | 'direct' | 'waiting';

export interface TabFacts {
  readonly host: string;
  readonly state: TunnelState;
  readonly rules: SiteRules;
  readonly profile: Pick<Profile, 'innerHost' | 'fronts'> | undefined;
}

/** Null where rules are of no account: the tunnel is off, or the host is this machine. */
export function tabRoute({ host, state, rules, profile }: TabFacts): TabRoute | null {
  if (state.kind === 'off' || isLoopback(host)) return null;
  if (goesDirect(host, rules) && !isOwn(host, profile)) return 'direct';
  return state.kind === 'on' ? 'tunnel' : 'waiting';
}

export interface RuleChange {
  /** What it does to the tab's host; or the wider rule that it takes away. */
  readonly kind: 'never' | 'tunnel' | { readonly drops: string };
  readonly rules: SiteRules;
}

/** What one click may change about a host. Null where it would mean something else. */
export function ruleChange({ host, rules, profile }: TabFacts): RuleChange | null {
  if (isOwn(host, profile)) return null;
  const sites = sitesInUse(rules);
  const site = siteOf(host, sites);
  const isListMode = rules.mode === 'only';
  if (site === undefined) {
    // With the first site of that list all others would go directly.
    if (sites.length >= MAX_SITES || (isListMode && sites.length === 0)) return null;
    const added = withSites(rules, [...sites, siteName(host)]);
    return { kind: isListMode ? 'tunnel' : 'never', rules: added };
  }
  // Without its last site that list lets nothing past the tunnel.
  if (isListMode && sites.length === 1) return null;
  const kind = isListMode ? 'never' : 'tunnel';
  const isItself = site === siteName(host) || site === host;
  return { kind: isItself ? kind : { drops: site }, rules: withoutSite(rules, site) };
}

/** What people call the site that they are at. */
function siteName(host: string): string {
  return host.replace(/^www\.(?=.+\.)/, '');
}

/** Fronts and inner hosts are never let out by rules. */
function isOwn(host: string, profile: TabFacts['profile']): boolean {
  if (!profile) return false;
  const { innerHost, fronts } = profile;
  return (
    host === innerHost || fronts.some((front) => front.host === host || front.innerHost === host)
  );
}
