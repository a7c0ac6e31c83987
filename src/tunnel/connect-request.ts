import type { OutgoingHttpHeaders } from 'node:http2';
import { type Destination, Reply, SocksError } from './socks5.ts';
import { formatUdpTarget } from './udp-target.ts';

/** Visible ASCII without what separates the parts of an authority or of a path. */
const HOST = /^[\x21-\x7e]{1,255}$/;
const DELIMITERS = /[/?#@[\]\\]/;

/** A TCP connection (RFC 9113, section 8.5). */
export function connectHeaders({ host, port }: Destination): OutgoingHttpHeaders {
  const name = checked(host);
  return {
    ':method': 'CONNECT',
    ':authority': name.includes(':') ? `[${name}]:${port}` : `${name}:${port}`,
  };
}

/** A flow of UDP datagrams (RFC 9298, section 3.4; extended CONNECT is RFC 8441). */
export function connectUdpHeaders({ host, port }: Destination): OutgoingHttpHeaders {
  return {
    ':method': 'CONNECT',
    ':protocol': 'connect-udp',
    ':path': formatUdpTarget({ host: checked(host), port }),
    'capsule-protocol': '?1',
  };
}

/** What `:protocol` says to ask where the server goes out to the internet. */
export const EXIT_PROTOCOL = 'frontage-exit';

/** The server describes its exit (docs/PROTOCOL.md, “Exit”). */
export function exitHeaders(): OutgoingHttpHeaders {
  return { ':method': 'CONNECT', ':protocol': EXIT_PROTOCOL, ':path': '/' };
}

function checked(host: string): string {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  if (HOST.test(bare) && !DELIMITERS.test(bare)) return bare;
  throw SocksError.protocol('a malformed name', Reply.addressNotSupported);
}
