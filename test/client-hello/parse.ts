const RECORD_HEADER_BYTES = 5;
const HANDSHAKE_HEADER_BYTES = 4;
const RANDOM_BYTES = 32;

/** Extensions by their number (IANA, "TLS ExtensionType Values"). */
export const SERVER_NAME = 0;
export const SIGNATURE_ALGORITHMS = 13;
export const ALPN = 16;
export const SUPPORTED_VERSIONS = 43;
export const ENCRYPTED_CLIENT_HELLO = 0xfe0d;

/** A ClientHello as it stands on the wire (RFC 8446, section 4.1.2). */
export interface ClientHello {
  readonly legacyVersion: number;
  readonly ciphers: readonly number[];
  /** In the order in which they were sent. */
  readonly extensions: ReadonlyMap<number, Buffer>;
}

/**
 * @param record the first TLS record of a connection, with the whole ClientHello
 * @throws RangeError when it is shorter than it says
 */
export function parseClientHello(record: Buffer): ClientHello {
  let at = RECORD_HEADER_BYTES + HANDSHAKE_HEADER_BYTES;
  const legacyVersion = record.readUInt16BE(at);
  at += 2 + RANDOM_BYTES;
  at += 1 + record.readUInt8(at);
  const ciphers = lengthPrefixed(record, at);
  at += 2 + ciphers.length;
  at += 1 + record.readUInt8(at);
  const extensions = new Map(extensionsIn(lengthPrefixed(record, at)));
  return { legacyVersion, ciphers: numbersIn(ciphers), extensions };
}

/** The host name in SNI, or null without the extension (RFC 6066, section 3). */
export function serverNameOf({ extensions }: ClientHello): string | null {
  const extension = extensions.get(SERVER_NAME);
  // A list with one entry, of type host_name.
  return extension ? lengthPrefixed(extension, 3).toString('ascii') : null;
}

/** What is offered in ALPN, in this order (RFC 7301, section 3.1). */
export function protocolsOf({ extensions }: ClientHello): string[] {
  const extension = extensions.get(ALPN);
  if (!extension) return [];
  const list = lengthPrefixed(extension, 0);
  const protocols: string[] = [];
  for (let at = 0; at < list.length; at += 1 + list.readUInt8(at)) {
    protocols.push(list.toString('latin1', at + 1, at + 1 + list.readUInt8(at)));
  }
  return protocols;
}

/** The versions of TLS that are offered, GREASE among them; of an old client the one. */
export function versionsOf({ extensions, legacyVersion }: ClientHello): number[] {
  const extension = extensions.get(SUPPORTED_VERSIONS);
  return extension ? numbersIn(extension.subarray(1)) : [legacyVersion];
}

export function signatureAlgorithmsOf({ extensions }: ClientHello): number[] {
  const extension = extensions.get(SIGNATURE_ALGORITHMS);
  return extension ? numbersIn(lengthPrefixed(extension, 0)) : [];
}

function* extensionsIn(list: Buffer): Generator<[number, Buffer]> {
  for (let at = 0; at < list.length; ) {
    const body = lengthPrefixed(list, at + 2);
    yield [list.readUInt16BE(at), body];
    at += 4 + body.length;
  }
}

/** The bytes after a length of two bytes. */
function lengthPrefixed(bytes: Buffer, at: number): Buffer {
  const end = at + 2 + bytes.readUInt16BE(at);
  if (end > bytes.length) throw new RangeError('The ClientHello is cut short.');
  return bytes.subarray(at + 2, end);
}

function numbersIn(bytes: Buffer): number[] {
  return Array.from({ length: bytes.length / 2 }, (_, index) => bytes.readUInt16BE(index * 2));
}
