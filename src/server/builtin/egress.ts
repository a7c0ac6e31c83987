import type { LookupAddress } from 'node:dns';
import { lookup as systemLookup } from 'node:dns/promises';
import { isIP, type Socket } from 'node:net';
import type { Clock } from '../../meek/clock.ts';
import type { Destination } from '../../tunnel/socks5.ts';
import { DialError, type DialTcp, dialErrorOf, unlessAborted, withinDialTimeout } from '../dial.ts';
import { isLoopbackAddress, isPublicAddress, unmapAddress } from './address-policy.ts';

/** Connects to a destination, or throws a `DialError`. */
export type DialDestination = (destination: Destination, signal: AbortSignal) => Promise<Socket>;

/** All addresses of a name, best first. */
export type Lookup = (name: string) => Promise<string[]>;

/** The addresses of a host that may be gone to, best first, or a `DialError`. */
export type ResolveHost = (host: string, signal: AbortSignal) => Promise<LookupAddress[]>;

export interface ResolverOptions {
  /** Lets addresses through that are not on the public internet. */
  readonly allowPrivate: boolean;
  /** Lets this machine's own through, and no other private one. Default false. */
  readonly allowLoopback?: boolean;
  /** Addresses of names, by lower-case name, instead of what the resolver says. */
  readonly pinned: ReadonlyMap<string, readonly string[]>;
  readonly lookup?: Lookup;
}

export interface EgressOptions extends ResolverOptions {
  readonly clock: Clock;
  readonly dialTcp: DialTcp;
}

/** Of a name with more addresses than this the rest is not tried. */
const MAX_ADDRESSES = 8;

/**
 * The way out to the internet.
 *
 * A name is resolved once; its addresses are checked, and those that passed are dialled. It is
 * never resolved again, so that no second answer can lead past the check (DNS rebinding).
 */
export function createEgress(options: EgressOptions): DialDestination {
  const { clock, dialTcp } = options;
  const resolveHost = createResolver(options);
  return ({ host, port }, signal) =>
    withinDialTimeout(clock, signal, async (timed) => {
      return dialTcp({ addresses: await resolveHost(host, timed), port }, timed);
    });
}

/** The policy alone, for a way out that is not TCP. */
export function createResolver(options: ResolverOptions): ResolveHost {
  return async (host, signal) => {
    return allowed(await unlessAborted(resolve(host, options), signal), options);
  };
}

async function resolve(host: string, { pinned, lookup = lookupAll }: ResolverOptions) {
  if (isIP(host)) return [host];
  const name = host.toLowerCase().replace(/\.$/, '');
  try {
    return pinned.get(name) ?? (await lookup(name));
  } catch (error) {
    throw dialErrorOf(error);
  }
}

async function lookupAll(name: string): Promise<string[]> {
  const found = await systemLookup(name, { all: true, order: 'verbatim' });
  return found.map(({ address }) => address);
}

function allowed(found: readonly string[], options: ResolverOptions): LookupAddress[] {
  if (found.length === 0) throw new DialError('DIAL_HOST_UNREACHABLE', 'the name has no address');
  const addresses = found.map(unmapAddress).filter((address) => isAllowed(address, options));
  if (addresses.length === 0) {
    throw new DialError('DIAL_NOT_ALLOWED', 'the destination is not on the public internet');
  }
  return addresses.slice(0, MAX_ADDRESSES).map((address) => ({ address, family: isIP(address) }));
}

function isAllowed(address: string, { allowPrivate, allowLoopback }: ResolverOptions): boolean {
  if (allowPrivate || isPublicAddress(address)) return true;
  return allowLoopback === true && isLoopbackAddress(address);
}
