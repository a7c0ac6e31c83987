import ipaddr from 'ipaddr.js';
import type { Destination } from './egress.ts';

/**
 * The server's half of SOCKS5 (RFC 1928) as pure functions.
 *
 * A parser returns nothing while its message is incomplete. Lengths stand in one byte each, so
 * that is never for longer than 262 bytes, whatever else follows the message.
 */
const VERSION = 5;
const NO_AUTHENTICATION = 0;
const CONNECT = 1;
const AddressType = { ipv4: 1, name: 3, ipv6: 4 } as const;

/** REP, RFC 1928 section 6. */
export const Reply = {
  succeeded: 0,
  generalFailure: 1,
  notAllowed: 2,
  networkUnreachable: 3,
  hostUnreachable: 4,
  connectionRefused: 5,
  /** The nearest to “timed out” that there is. */
  ttlExpired: 6,
  commandNotSupported: 7,
  addressTypeNotSupported: 8,
} as const;
export type Reply = (typeof Reply)[keyof typeof Reply];

/** A client that breaks the protocol, and the bytes to tell it so, none if it speaks another. */
export class Socks5Error extends Error {
  override readonly name = 'Socks5Error';
  readonly code = 'SOCKS5_PROTOCOL';
  readonly answer: Buffer;

  constructor(message: string, answer: Buffer) {
    super(message);
    this.answer = answer;
  }
}

export interface Parsed<T> {
  readonly message: T;
  /** Bytes that the message took. */
  readonly byteLength: number;
}

/** METHOD 0, “no authentication required”. */
export const METHOD_ACCEPTED = Buffer.from([VERSION, NO_AUTHENTICATION]);
const NO_ACCEPTABLE_METHOD = Buffer.from([VERSION, 0xff]);
const NO_ANSWER = Buffer.alloc(0);

/** The client's methods; it must offer to go without authentication. */
export function parseGreeting(bytes: Buffer): Parsed<'no-authentication'> | undefined {
  if (bytes.length < 1) return undefined;
  if (bytes[0] !== VERSION) throw new Socks5Error('this is not SOCKS5', NO_ANSWER);
  const byteLength = 2 + (bytes[1] ?? 0);
  if (bytes.length < 2 || bytes.length < byteLength) return undefined;
  if (!bytes.subarray(2, byteLength).includes(NO_AUTHENTICATION)) {
    throw new Socks5Error('every offered method needs authentication', NO_ACCEPTABLE_METHOD);
  }
  return { message: 'no-authentication', byteLength };
}

/** A CONNECT request's destination. */
export function parseRequest(bytes: Buffer): Parsed<Destination> | undefined {
  const [version, command, reserved, addressType, first] = bytes;
  if (version !== undefined && version !== VERSION) refuse('bad version', Reply.generalFailure);
  if (reserved === undefined || addressType === undefined) return undefined;
  if (reserved !== 0) refuse('RSV is not 0', Reply.generalFailure);
  if (command !== CONNECT) refuse('not CONNECT', Reply.commandNotSupported);
  const addressStart = addressType === AddressType.name ? 5 : 4;
  const portStart = addressStart + addressBytes(addressType, first ?? 0);
  if (first === undefined || bytes.length < portStart + 2) return undefined;
  const host = hostOf(addressType, bytes.subarray(addressStart, portStart));
  return { message: { host, port: bytes.readUInt16BE(portStart) }, byteLength: portStart + 2 };
}

/** BND.ADDR and BND.PORT are zero: the client has no use for our address. */
export function encodeReply(reply: Reply): Buffer {
  return Buffer.from([VERSION, reply, 0, AddressType.ipv4, 0, 0, 0, 0, 0, 0]);
}

function addressBytes(addressType: number, nameBytes: number): number {
  switch (addressType) {
    case AddressType.ipv4:
      return 4;
    case AddressType.ipv6:
      return 16;
    case AddressType.name:
      return nameBytes;
    default:
      return refuse('unknown ATYP', Reply.addressTypeNotSupported);
  }
}

function hostOf(addressType: number, bytes: Buffer): string {
  if (addressType !== AddressType.name) return ipaddr.fromByteArray([...bytes]).toString();
  const name = bytes.toString('latin1');
  // Space, control and non-ASCII characters belong in no name that a resolver should see.
  if (!/^[\x21-\x7e]+$/.test(name)) refuse('bad name', Reply.generalFailure);
  return name;
}

function refuse(message: string, reply: Reply): never {
  throw new Socks5Error(message, encodeReply(reply));
}
