import ipaddr from 'ipaddr.js';

/** The whole of what is handed out as global unicast in IPv6 (RFC 4291, IANA). */
const GLOBAL_UNICAST_V6 = ipaddr.IPv6.parseCIDR('2000::/3');

/** Public by their range, but answered by the cloud's own metadata service: Azure's WireServer. */
const METADATA_ADDRESSES = new Set(['168.63.129.16']);

/** The IPv4 address in an IPv4-mapped one (`::ffff:0:0/96`), which is what would be dialled. */
export function unmapAddress(address: string): string {
  return ipaddr.isValid(address) ? ipaddr.process(address).toString() : address;
}

/** Whether an address is this machine's own, and no other's. */
export function isLoopbackAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback';
}

/**
 * Whether an address is on the public internet: unicast, in no range of IANA's special-purpose
 * registries, and no IPv6 form that a translator would turn into any IPv4 address.
 */
export function isPublicAddress(address: string): boolean {
  // A zone (`%eth0`) picks one of this machine's own links.
  if (address.includes('%') || !ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast' || METADATA_ADDRESSES.has(parsed.toString())) return false;
  return !(parsed instanceof ipaddr.IPv6) || parsed.match(GLOBAL_UNICAST_V6);
}
