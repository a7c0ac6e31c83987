import { enabledFronts, needsNative } from './front.ts';
import type { Profile } from './profile.ts';

/** With more hosts than this, the browser's question would be a list that no one reads. */
const MAX_NAMED_HOSTS = 100;

/** The match patterns that a profile's requests need of the browser. Patterns name no port. */
export function originsOf(
  { innerHost, fronts }: Pick<Profile, 'innerHost' | 'fronts'>,
  isFirefox: boolean,
): string[] {
  // What the helper dials asks nothing of the browser.
  const browsers = enabledFronts(fronts).filter((front) => !needsNative(front));
  const innerHosts = [innerHost, ...browsers.flatMap((front) => front.innerHost ?? [])];
  const origins = new Set([
    ...named(browsers.map((front) => front.host)).map((host) => `https://${host}/*`),
    ...named(innerHosts).flatMap((host) => [`http://${host}/*`, `https://${host}/*`]),
  ]);
  // Firefox shows proxy.onRequest only the requests to hosts that it has permission for: any
  // other would leave outside the tunnel. Nothing narrower covers WebSockets too.
  if (isFirefox) origins.add('<all_urls>');
  return [...origins];
}

/** Each once; as a pattern's host, all of them if they are many. */
function named(hosts: readonly string[]): string[] {
  const distinct = [...new Set(hosts)];
  return distinct.length > MAX_NAMED_HOSTS ? ['*'] : distinct;
}
