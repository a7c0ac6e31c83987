import {
  ADDRESS_IPV4,
  ADDRESS_IPV6,
  ADDRESS_NAME,
  type Destination,
  encodeAddress,
  formatIpv6,
  isName,
} from './socks5.ts';

/** RSV and FRAG. */
const PREFIX = Uint8Array.of(0, 0, 0);

/** A datagram between an app and a SOCKS5 relay (RFC 1928, section 7). */
export interface UdpPacket {
  /** Where it goes to or, from the relay, where it came from. */
  readonly destination: Destination;
  readonly payload: Uint8Array;
}

/** Null for what a relay drops: fragments, which it need not know, and what is malformed. */
export function parseUdpPacket(datagram: Uint8Array): UdpPacket | null {
  const [reserved, alsoReserved, fragment, type, first = 0] = datagram;
  if (reserved !== 0 || alsoReserved !== 0 || fragment !== 0) return null;
  const start = type === ADDRESS_NAME ? 5 : 4;
  const lengthBytes = { [ADDRESS_IPV4]: 4, [ADDRESS_NAME]: first, [ADDRESS_IPV6]: 16 }[type ?? 0];
  const end = start + (lengthBytes ?? Number.POSITIVE_INFINITY);
  const [high, low] = datagram.subarray(end, end + 2);
  if (high === undefined || low === undefined) return null;
  const host = hostOf(type, datagram.subarray(start, end));
  const port = (high << 8) | low;
  if (host === null || port === 0) return null;
  return { destination: { host, port }, payload: datagram.subarray(end + 2) };
}

export function encodeUdpPacket({ destination, payload }: UdpPacket): Uint8Array {
  return Buffer.concat([PREFIX, encodeAddress(destination), payload]);
}

function hostOf(type: number | undefined, bytes: Uint8Array): string | null {
  if (type === ADDRESS_IPV4) return bytes.join('.');
  if (type === ADDRESS_IPV6) return formatIpv6(bytes);
  const name = new TextDecoder().decode(bytes);
  return isName(name) ? name : null;
}
