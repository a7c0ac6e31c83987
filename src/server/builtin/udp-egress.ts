import { createSocket, type Socket } from 'node:dgram';
import type { LookupAddress } from 'node:dns';
import { once } from 'node:events';
import type { Clock } from '../../meek/clock.ts';
import type { Destination } from '../../tunnel/socks5.ts';
import { DialError, dialErrorOf, withinDialTimeout } from '../dial.ts';
import type { ResolveHost } from './egress.ts';

/**
 * A UDP socket that sends to one destination and takes datagrams from nobody else, or a
 * `DialError`.
 */
export type OpenUdp = (destination: Destination, signal: AbortSignal) => Promise<Socket>;

/** The way out for datagrams, under the same policy as connections. */
export function createUdpEgress(options: { resolve: ResolveHost; clock: Clock }): OpenUdp {
  const { resolve, clock } = options;
  return ({ host, port }, signal) =>
    withinDialTimeout(clock, signal, async (timed) => {
      let failure: unknown;
      for (const address of await resolve(host, timed)) {
        try {
          return await connect(address, port, timed);
        } catch (error) {
          // IPv6 comes first, and not every server has it: only the system knows the routes.
          failure = error;
        }
      }
      throw dialErrorOf(failure);
    });
}

async function connect(
  { address, family }: LookupAddress,
  port: number,
  signal: AbortSignal,
): Promise<Socket> {
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
  try {
    const connected = once(socket, 'connect', { signal });
    socket.connect(port, address);
    await connected;
    return socket;
  } catch (error) {
    socket.close();
    if (signal.aborted) throw new DialError('DIAL_ABORTED', 'the flow was called off');
    throw error;
  }
}
