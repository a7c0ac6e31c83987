import type { Duplex } from 'node:stream';
import type { Clock } from '../../meek/clock.ts';
import type { Log } from '../log.ts';
import type { DialDestination } from './egress.ts';
import { serveSocks5 } from './socks5-server.ts';
import type { AcceptTunnel } from './tunnel-server.ts';

/** A TLS record that holds handshake messages (RFC 8446, section 5.1). SOCKS5 begins with 5. */
const TLS_HANDSHAKE = 0x16;

export interface BuiltinContext {
  readonly dial: DialDestination;
  readonly clock: Clock;
  readonly log: Log;
  /** Takes clients that begin with TLS. */
  readonly acceptTunnel?: AcceptTunnel;
}

/** Serves one client by its first byte: the tunnel, or SOCKS5 in the clear. */
export function serveBuiltin(client: Duplex, context: BuiltinContext): void {
  const { acceptTunnel } = context;
  // A session may end before its first byte, and nobody else listens until then.
  client.on('error', () => {});
  client.once('readable', () => {
    const first: Buffer | null = client.read(1);
    if (first) client.unshift(first);
    if (acceptTunnel && first?.[0] === TLS_HANDSHAKE) acceptTunnel(client);
    else void serveSocks5(client, context);
  });
}
