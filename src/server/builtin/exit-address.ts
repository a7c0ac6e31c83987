import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { isIP } from 'node:net';
import type { ServerExit } from '../../meek/server-exit.ts';
import { isPublicAddress } from './address-policy.ts';

/**
 * Anywhere on the internet: to connect a UDP socket there only looks up the route, and sends
 * nothing. These are of the root name servers (a.root-servers.net), which stay.
 */
const FAR = { 4: '198.41.0.4', 6: '2001:503:ba3e::2:30' } as const;
const ANY_PORT = 53;

type Family = keyof typeof FAR;

/** The address that this machine goes out from; null where it has no way. */
export type OwnAddress = (family: Family) => Promise<string | null>;

/** What is told to who asks for the exit. */
export type DescribeExit = () => Promise<ServerExit>;

export interface ExitOptions {
  readonly version: string;
  /** As the operator knows them, instead of this machine's own. */
  readonly given: readonly string[];
  /** Default: the system's. */
  readonly ownAddress?: OwnAddress;
}

/** A private address is not told: it would say more of the server's network than of its exit. */
export async function describeExit(options: ExitOptions): Promise<ServerExit> {
  const { version, given, ownAddress = routedFrom } = options;
  const addressOf = async (family: Family) => {
    if (given.length > 0) return given.find((address) => isIP(address) === family) ?? null;
    const own = await ownAddress(family);
    return own === null || isPublicAddress(own) ? own : 'translated';
  };
  const [ipv4, ipv6] = await Promise.all([addressOf(4), addressOf(6)]);
  return { version, ipv4, ipv6 };
}

async function routedFrom(family: Family): Promise<string | null> {
  const socket = createSocket(`udp${family}`);
  try {
    socket.connect(ANY_PORT, FAR[family]);
    await once(socket, 'connect');
    return socket.address().address;
  } catch {
    return null;
  } finally {
    socket.close();
  }
}
