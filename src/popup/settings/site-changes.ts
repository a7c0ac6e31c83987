import { MAX_SITES, readSite, type SiteRules, sitesInUse } from '../../storage/site-rules.ts';
import type { MessageKey } from '../messages.ts';

/** The same rules with another list in the place of the one that counts now. */
export function withSites(rules: SiteRules, sites: readonly string[]): SiteRules {
  return { ...rules, [rules.mode === 'only' ? 'only' : 'never']: [...sites] };
}

export function withoutSite(rules: SiteRules, site: string): SiteRules {
  return withSites(
    rules,
    sitesInUse(rules).filter((one) => one !== site),
  );
}

/** The rules with what was typed, or why it cannot be added. */
export function withTyped(
  rules: SiteRules,
  text: string,
): { rules: SiteRules } | { refused: MessageKey } {
  const site = readSite(text);
  const sites = sitesInUse(rules);
  if (site === null) return { refused: 'sites_bad' };
  if (sites.includes(site)) return { refused: 'sites_known' };
  if (sites.length >= MAX_SITES) return { refused: 'sites_full' };
  return { rules: withSites(rules, [...sites, site]) };
}
