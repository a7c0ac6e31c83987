import type { Destination } from './socks5.ts';

/** The default URI template of RFC 9298, section 2, with the colons of IPv6 encoded. */
const TARGET = /^\/\.well-known\/masque\/udp\/([^/?#]{1,765})\/(\d{1,5})\/$/;

export function formatUdpTarget({ host, port }: Destination): string {
  return `/.well-known/masque/udp/${encodeURIComponent(host)}/${port}/`;
}

/** Null for any other path, and for port 0. */
export function parseUdpTarget(path: string): Destination | null {
  const [, encodedHost = '', port] = TARGET.exec(path) ?? [];
  const host = decode(encodedHost);
  if (!/^[\x21-\x7e]{1,255}$/.test(host) || !(Number(port) >= 1 && Number(port) <= 65_535)) {
    return null;
  }
  return { host, port: Number(port) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
