import { frontAuthority } from '../../meek/fronts/front.ts';
import type { FrontingPlan } from '../fronting/plan.ts';
import { STEP_PARAMETER } from '../fronting/secure-proxy.ts';
import { keptHosts, type SiteRouting, TUNNEL_ALL } from '../sites/site-routing.ts';
import { type HelperPorts, NOWHERE_PORT } from './browser-proxy.ts';
import { PAC_GOES_DIRECT } from './pac-sites.ts';

/** The path is the carrier's to vary; the query, which no page can guess, tells the front. */
const PATH = /^(http:\/\/[^/?]*\/)[^?]*/;

/**
 * The browser's routing as a PAC script: the carrier's requests to their front, everything else
 * to the helper's SOCKS port, by name. Only what the person's own rules name for it goes directly.
 *
 * Pages at a front's own host go to it directly too, since a PAC script cannot see who asks:
 * the network sees that front's name anyway. A front whose address was given is reached there,
 * through the helper, or not at all.
 *
 * Below a secure proxy's URL, which no page can guess either, are the questions at which step it
 * fails. Both lead to a proxy of the plain kind, to which nothing is written.
 */
export function pacScript(
  plan: FrontingPlan,
  ports: HelperPorts,
  sites: SiteRouting = TUNNEL_ALL,
): string {
  const proxies = plan.secureProxies.map(({ url, authority }) => [
    url.replace(PATH, '$1'),
    authority,
  ]);
  const pinned = plan.pinnedEdges.map((edge) => [`https://${frontAuthority(edge)}/`, 1]);
  return `var secureProxies = ${JSON.stringify(Object.fromEntries(proxies))};
var pinned = ${JSON.stringify(Object.fromEntries(pinned))};
var directHosts = ${JSON.stringify(Object.fromEntries(plan.directHosts.map((host) => [host, 1])))};
var rules = ${JSON.stringify(sites.rules)};
var kept = ${JSON.stringify(keptHosts(plan, sites))};
${PAC_GOES_DIRECT}
function FindProxyForURL(url, host) {
  var proxied = url.replace(${PATH}, '$1');
  if (secureProxies.hasOwnProperty(proxied)) return 'HTTPS ' + secureProxies[proxied];
  var asked = proxied.split('${STEP_PARAMETER}');
  if (secureProxies.hasOwnProperty(asked[0])) {
    if (asked[1] === 'tcp') return 'PROXY ' + secureProxies[asked[0]];
    if (asked[1] === 'name') return whetherResolved(secureProxies[asked[0]].split(':')[0]);
  }
  if (pinned.hasOwnProperty(url)) return '${socks(ports.pins)}';
  if (directHosts.hasOwnProperty(host) && url.substring(0, 6) === 'https:') return 'DIRECT';
  if (goesDirect(host)) return 'DIRECT';
  return '${socks(ports.proxy)}';
}
function whetherResolved(host) {
  return 'PROXY 127.0.0.1:' + (isResolvableEx(host) ? ${ports.proxy} : ${NOWHERE_PORT});
}
`;
}

/** Without a port it leads to the discard port of this machine: nowhere. */
function socks(port: number | null): string {
  return `SOCKS5 127.0.0.1:${port ?? NOWHERE_PORT}`;
}
