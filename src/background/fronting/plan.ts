import { type Front, frontAuthority, needsNative } from '../../meek/fronts/front.ts';
import type { Profile } from '../../meek/fronts/profile.ts';
import { type Route, routeKey } from '../../meek/fronts/route.ts';
import { type Random, toHex } from '../../meek/random.ts';

export type Platform = 'chromium' | 'firefox';

/** A front that the browser takes for an HTTPS proxy of this URL, at whatever path. */
export interface SecureProxy {
  readonly url: string;
  /** `host:port`. */
  readonly authority: string;
}

/** How a profile's fronts are used in this browser: everything that fronting needs to know. */
export interface FrontingPlan {
  readonly innerHost: string;
  readonly routes: readonly Route[];
  readonly secureProxies: readonly SecureProxy[];
  /** Hosts that the extension's own requests reach without any proxy. */
  readonly directHosts: readonly string[];
  /** Hosts whose requests get the inner host as `Host`. */
  readonly hostRuleHosts: readonly string[];
}

/** What `auto` may stand for. */
export type AutoTechnique = 'secure-proxy' | 'host-rule';

/**
 * What to try for the fronts that leave the technique open, in this order.
 *
 * Chromium honours a `Host` rule over HTTP/1.1 only and drops it over HTTP/2 without a word; a
 * secure proxy is safe over HTTP/2 only. Between them they cover both.
 */
export const AUTO_TECHNIQUES: Record<Platform, readonly AutoTechnique[]> = {
  chromium: ['secure-proxy', 'host-rule'],
  firefox: ['host-rule'],
};

/** The ways to use a profile's fronts in this browser, in the order in which they are tried. */
export function makePlans(profile: Profile, platform: Platform, random: Random): FrontingPlan[] {
  const dialable = profile.fronts.filter((front) => !needsNative(front));
  const fronts = dialable.map((front) => fitTo(platform, front));
  return AUTO_TECHNIQUES[platform].map((auto) => makePlan({ ...profile, fronts }, auto, random));
}

/** A technique that this browser does not have is left to it, as if the front had named none. */
function fitTo(platform: Platform, front: Front): Front {
  const isMissing = platform === 'firefox' && front.technique === 'secure-proxy';
  return isMissing ? { ...front, technique: 'auto' } : front;
}

type UsedTechnique = AutoTechnique | 'direct';

interface FrontUse {
  readonly front: Front;
  readonly technique: UsedTechnique;
  /** Of a secure proxy's URL; not to be guessed by a page. */
  readonly urlKey: string;
}

export function makePlan(profile: Profile, auto: AutoTechnique, random: Random): FrontingPlan {
  const uses: FrontUse[] = profile.fronts.map((front) => ({
    front,
    technique: techniqueFor(front, profile.innerHost, auto),
    urlKey: toHex(random.bytes(4)),
  }));
  const using = (technique: UsedTechnique) => uses.filter((use) => use.technique === technique);
  const proxied = using('secure-proxy').map((use) => ({
    ...use,
    url: secureProxyUrl(profile, use.urlKey),
  }));
  const dialled = [...using('direct'), ...using('host-rule')];
  const named = ({ front, technique }: FrontUse) => {
    const name = frontAuthority(front);
    return { name, key: routeKey(technique, name, profile.innerHost) };
  };
  return {
    innerHost: profile.innerHost,
    secureProxies: proxied.map(({ url, front }) => ({
      url,
      authority: `${front.host}:${front.port}`,
    })),
    directHosts: dialled.map(({ front }) => front.host),
    hostRuleHosts: using('host-rule').map(({ front }) => front.host),
    routes: [
      ...proxied.map((use) => ({ ...named(use), url: use.url, streamsBody: true })),
      ...dialled.map((use) => ({
        ...named(use),
        url: `https://${frontAuthority(use.front)}${profile.path}`,
        streamsBody: false,
      })),
    ],
  };
}

function techniqueFor(front: Front, innerHost: string, auto: AutoTechnique): UsedTechnique {
  if (front.technique === 'direct' || front.host === innerHost) return 'direct';
  return front.technique === 'secure-proxy' || front.technique === 'host-rule'
    ? front.technique
    : auto;
}

/** Plain `http`, which only ever leaves inside TLS to the front: the setting matches all of it. */
function secureProxyUrl(profile: Profile, key: string): string {
  return `http://${profile.innerHost}${profile.path}?f=${key}`;
}
