import { isIpAddress } from '../meek/fronts/host-name.ts';

/** SOCKS5 (RFC 1928): the messages, both ways. */
export const VERSION = 5;
export const METHOD_NONE = 0x00;
/** A name and a password (RFC 1929). */
export const METHOD_LOGIN = 0x02;
export const METHOD_UNACCEPTABLE = 0xff;
export const COMMAND_CONNECT = 1;
export const COMMAND_UDP_ASSOCIATE = 3;

export const ADDRESS_IPV4 = 1;
export const ADDRESS_NAME = 3;
export const ADDRESS_IPV6 = 4;

/** Where a connection is to go. `host` is an IPv4 or IPv6 address or a name. */
export interface Destination {
  readonly host: string;
  readonly port: number;
}

/** Reply codes of RFC 1928, section 6. */
export const Reply = {
  succeeded: 0,
  generalFailure: 1,
  notAllowed: 2,
  networkUnreachable: 3,
  hostUnreachable: 4,
  connectionRefused: 5,
  ttlExpired: 6,
  commandNotSupported: 7,
  addressNotSupported: 8,
} as const;

const REPLY_CODES = {
  1: 'SOCKS_GENERAL_FAILURE',
  2: 'SOCKS_NOT_ALLOWED',
  3: 'SOCKS_NETWORK_UNREACHABLE',
  4: 'SOCKS_HOST_UNREACHABLE',
  5: 'SOCKS_CONNECTION_REFUSED',
  6: 'SOCKS_TTL_EXPIRED',
  7: 'SOCKS_COMMAND_NOT_SUPPORTED',
  8: 'SOCKS_ADDRESS_NOT_SUPPORTED',
} as const;

export type SocksErrorCode = (typeof REPLY_CODES)[keyof typeof REPLY_CODES] | 'SOCKS_PROTOCOL';

/** The far end refused, and says why; or what it said is not SOCKS5. */
export class SocksError extends Error {
  override readonly name = 'SocksError';
  readonly code: SocksErrorCode;
  /** The reply that tells an app the same. */
  readonly reply: number;

  constructor(code: SocksErrorCode, reply: number, message: string) {
    super(message);
    this.code = code;
    this.reply = reply;
  }

  static fromReply(reply: number): SocksError {
    const code = REPLY_CODES[reply as keyof typeof REPLY_CODES] ?? 'SOCKS_GENERAL_FAILURE';
    return new SocksError(code, reply, `The far end answered with SOCKS reply ${reply}.`);
  }

  static protocol(message: string, reply: number = Reply.generalFailure): SocksError {
    return new SocksError('SOCKS_PROTOCOL', reply, message);
  }
}

/** Reads exactly so many bytes, or rejects. */
export type ReadExactly = (lengthBytes: number) => Promise<Uint8Array>;

export function encodeGreeting(): Uint8Array {
  return Uint8Array.of(VERSION, 1, METHOD_NONE);
}

/** The client's greeting, after which its methods are known. */
export async function readGreeting(
  read: ReadExactly,
): Promise<{ offersNone: boolean; offersLogin: boolean }> {
  // By itself: who speaks something else may not say a second byte.
  const [version] = await read(1);
  if (version !== VERSION) throw SocksError.protocol(`SOCKS version ${version}`);
  const [count = 0] = await read(1);
  const methods = await read(count);
  return { offersNone: methods.includes(METHOD_NONE), offersLogin: methods.includes(METHOD_LOGIN) };
}

/** Of a login (RFC 1929, section 2). */
const LOGIN_VERSION = 1;
export const LOGIN_SUCCEEDED = Uint8Array.of(LOGIN_VERSION, 0);

/** The name in a login; the password is nobody's here. */
export async function readLogin(read: ReadExactly): Promise<string> {
  const [version, nameBytes = 0] = await read(2);
  if (version !== LOGIN_VERSION) throw SocksError.protocol(`login version ${version}`);
  const name = new TextDecoder().decode(await read(nameBytes));
  const [passwordBytes = 0] = await read(1);
  await read(passwordBytes);
  return name;
}

export function encodeConnect(destination: Destination): Uint8Array {
  return Uint8Array.of(VERSION, COMMAND_CONNECT, 0, ...encodeAddress(destination));
}

/** A request. The RSV byte must be 0, as lantern-box demands. */
export async function readRequest(
  read: ReadExactly,
): Promise<{ command: number; destination: Destination }> {
  const [version, command = 0, reserved] = await read(3);
  if (version !== VERSION) throw SocksError.protocol(`SOCKS version ${version}`);
  if (reserved !== 0) throw SocksError.protocol('The reserved byte is not 0.');
  return { command, destination: await readAddress(read) };
}

/** Where a connection was bound to is nobody's business. */
const UNSPECIFIED: Destination = { host: '0.0.0.0', port: 0 };

/** `bound` matters to UDP ASSOCIATE only: it is where the app sends its datagrams. */
export function encodeReply(reply: number, bound = UNSPECIFIED): Uint8Array {
  return Uint8Array.of(VERSION, reply, 0, ...encodeAddress(bound));
}

/** @throws SocksError for every reply but success */
export async function readReply(read: ReadExactly): Promise<void> {
  const [version, reply = Reply.generalFailure, reserved] = await read(3);
  if (version !== VERSION) throw SocksError.protocol(`SOCKS version ${version}`);
  if (reserved !== 0) throw SocksError.protocol('The reserved byte is not 0.');
  if (reply !== Reply.succeeded) throw SocksError.fromReply(reply);
  await readAddress(read);
}

export function encodeAddress({ host, port }: Destination): Uint8Array {
  const portBytes = [port >> 8, port & 0xff];
  const ipv4 = /^\d{1,3}(\.\d{1,3}){3}$/.test(host) ? host.split('.').map(Number) : null;
  if (ipv4?.every((part) => part < 256)) return Uint8Array.of(ADDRESS_IPV4, ...ipv4, ...portBytes);
  if (host.includes(':')) return Uint8Array.of(ADDRESS_IPV6, ...parseIpv6(host), ...portBytes);
  const name = new TextEncoder().encode(host);
  if (name.length === 0 || name.length > 255) {
    throw SocksError.protocol('A name has 1 to 255 bytes.', Reply.addressNotSupported);
  }
  return Uint8Array.of(ADDRESS_NAME, name.length, ...name, ...portBytes);
}

async function readAddress(read: ReadExactly): Promise<Destination> {
  const [type] = await read(1);
  const host = await readHost(read, type);
  const [high = 0, low = 0] = await read(2);
  return { host, port: (high << 8) | low };
}

async function readHost(read: ReadExactly, type: number | undefined): Promise<string> {
  if (type === ADDRESS_IPV4) return (await read(4)).join('.');
  if (type === ADDRESS_IPV6) return formatIpv6(await read(16));
  if (type !== ADDRESS_NAME) {
    throw SocksError.protocol(`address type ${type}`, Reply.addressNotSupported);
  }
  const [length = 0] = await read(1);
  const name = new TextDecoder().decode(await read(length));
  if (!isName(name)) throw SocksError.protocol('a malformed name');
  return name;
}

/** A name goes into logs, headers and resolvers: nothing but what names are made of. */
export function isName(text: string): boolean {
  return /^[A-Za-z0-9._:\-[\]]{1,255}$/.test(text);
}

/** The URL parser knows every way to write an IPv6 address; WHATWG canonical form comes back. */
function parseIpv6(text: string): number[] {
  const bare = text.replace(/^\[|\]$/g, '');
  if (!isIpAddress(bare)) {
    throw SocksError.protocol('a malformed IPv6 address', Reply.addressNotSupported);
  }
  const canonical = new URL(`http://[${bare}]/`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const left = head ? head.split(':') : [];
  const right = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? [] : Array(8 - left.length - right.length).fill('0');
  return [...left, ...zeros, ...right].flatMap((group) => {
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}

export function formatIpv6(bytes: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    (((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0)).toString(16),
  );
  return new URL(`http://[${groups.join(':')}]/`).hostname.slice(1, -1);
}
