import type { Front } from '../front.ts';
import {
  type Exported,
  type ExportedProfile,
  frontsInUse,
  inexpressible,
  isPlain,
} from './exported.ts';

/** Stands where the address of a bridge would: behind a CDN it has none (RFC 5737). */
const PLACEHOLDER = '192.0.2.20:80';

/**
 * A bridge line for lyrebird's `meek_lite`: the fronts that need no more than their name, at the
 * port of https. Tor's clients send no token, so a server that wants one refuses them.
 */
export function exportTorBridge(profile: ExportedProfile): Exported {
  const leftOut = inexpressible(profile, ['token', 'serverPin', 'options', 'subscription']);
  const frontsByUrl = new Map<string, string[]>();
  for (const [index, front] of frontsInUse(profile.fronts, leftOut)) {
    if (!isExpressible(front)) {
      leftOut.push({ path: `fronts[${index}]`, code: 'not-expressible' });
      continue;
    }
    const innerHost = front.innerHost ?? profile.innerHost;
    const url = `https://${innerHost}${profile.path}`;
    const name = front.host === innerHost ? '' : front.host;
    frontsByUrl.set(url, [...(frontsByUrl.get(url) ?? []), name]);
  }
  if (frontsByUrl.size === 0) return { text: '', leftOut };
  return { text: `Bridge meek_lite ${PLACEHOLDER} ${bridgeOptions(frontsByUrl)}\n`, leftOut };
}

function isExpressible(front: Front): boolean {
  return isPlain(front) && front.port === 443;
}

function bridgeOptions(frontsByUrl: ReadonlyMap<string, string[]>): string {
  const targets = [...frontsByUrl];
  const [[url, fronts] = ['', []]] = targets;
  if (targets.length === 1 && fronts.length === 1) {
    return fronts[0] === '' ? `url=${url}` : `url=${url} front=${fronts[0]}`;
  }
  return `targets=${targets.map(([each, names]) => `${each}|${names.join('+')}`).join(',')}`;
}
