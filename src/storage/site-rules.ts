import * as v from 'valibot';
import { HostName, isHostName, isIpAddress } from '../meek/fronts/host-name.ts';

/** Of one list. Every request is compared with them. */
export const MAX_SITES = 500;

/** A host name, for itself and all its subdomains, or an IPv4 address; as URLs have them. */
export const Site = v.union([HostName, v.pipe(v.string(), v.check(isIpv4Address))]);

const Sites = v.pipe(v.array(Site), v.maxLength(MAX_SITES));

/** Which sites the person wants to reach without the tunnel. */
export const SiteRules = v.object({
  /** All sites go through the tunnel but those in `never`, or none but those in `only`. */
  mode: v.picklist(['all-but', 'only']),
  never: Sites,
  only: Sites,
});
export type SiteRules = v.InferOutput<typeof SiteRules>;

export const NO_SITE_RULES: SiteRules = { mode: 'all-but', never: [], only: [] };

/** The list that counts now. */
export function sitesInUse({ mode, never, only }: SiteRules): readonly string[] {
  return mode === 'only' ? only : never;
}

/** Whether a host is to be reached without the tunnel. An empty list lets nothing past it. */
export function goesDirect(host: string, rules: SiteRules): boolean {
  const sites = sitesInUse(rules);
  const name = plainName(host);
  const isListed = siteOf(name, sites) !== undefined;
  return name !== '' && sites.length > 0 && isListed === (rules.mode === 'all-but');
}

/** Without the dots that stand for the root. */
export function plainName(host: string): string {
  return host.toLowerCase().replace(/\.+$/, '');
}

/** The site of the list that a host belongs to. */
export function siteOf(host: string, sites: readonly string[]): string | undefined {
  let name = plainName(host);
  for (;;) {
    if (sites.includes(name)) return name;
    const dot = name.indexOf('.');
    if (dot === -1) return undefined;
    name = name.slice(dot + 1);
  }
}

/**
 * The site that a person means by `example.org`, `*.example.org` or any of its addresses; names in
 * other scripts become what DNS knows them by. Null when it is none.
 */
export function readSite(text: string): string | null {
  const bare = text.trim().replace(/^(\*\.|\.)/, '');
  const url = URL.parse(/^[a-z][a-z\d+.-]*:\/\//i.test(bare) ? bare : `http://${bare}`);
  const host = url?.hostname.replace(/\.+$/, '') ?? '';
  return isHostName(host) || isIpv4Address(host) ? host : null;
}

function isIpv4Address(text: string): boolean {
  return isIpAddress(text) && !text.includes(':');
}
