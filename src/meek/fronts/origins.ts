import type { Profile } from './profile.ts';

/** With more hosts than this, the browser's question would be a list that no one reads. */
const MAX_NAMED_FRONTS = 100;

/** The match patterns that a profile's requests need of the browser. Patterns name no port. */
export function originsOf(
  { innerHost, fronts }: Pick<Profile, 'innerHost' | 'fronts'>,
  isFirefox: boolean,
): string[] {
  const hosts = new Set(fronts.map((front) => front.host));
  const named = [...hosts].map((host) => `https://${host}/*`);
  const origins = new Set([
    ...(named.length > MAX_NAMED_FRONTS ? ['https://*/*'] : named),
    `http://${innerHost}/*`,
    `https://${innerHost}/*`,
  ]);
  // Firefox shows proxy.onRequest only the requests to hosts that it has permission for: any
  // other would leave outside the tunnel. Nothing narrower covers WebSockets too.
  if (isFirefox) origins.add('<all_urls>');
  return [...origins];
}
