import type { Socket } from 'node:net';

const RECORD_HEADER_BYTES = 5;
const HANDSHAKE_RECORD = 22;
const HANDSHAKE_HEADER_BYTES = 4;
const CLIENT_HELLO = 1;
const VERSION_AND_RANDOM_BYTES = 34;
const SERVER_NAME = 0;
/** List length, type and name length (RFC 6066, section 3). */
const NAME_HEADER_BYTES = 5;

/** Far more than browsers send, key shares and all. */
const MAX_HELLO_BYTES = 64 * 1024;

/** What a ClientHello says, as far as one could be read. */
interface Hello {
  readonly serverName: string | undefined;
}

/**
 * Calls back with the name in the connection's ClientHello, undefined if it has none or is no TLS.
 * What was read is put back, for whoever takes the connection over.
 */
export function peekServerName(socket: Socket, onName: (name: string | undefined) => void): void {
  let seen = Buffer.alloc(0);
  const look = () => {
    const chunk: Buffer | null = socket.read();
    if (!chunk) return;
    seen = Buffer.concat([seen, chunk]);
    const hello = readHello(seen);
    if (!hello) return;
    socket.off('readable', look);
    socket.unshift(seen);
    onName(hello.serverName);
  };
  socket.on('readable', look);
}

/** Undefined as long as more has to come. */
export function readHello(bytes: Buffer): Hello | undefined {
  const message = handshakeIn(bytes);
  if (message === 'incomplete') return undefined;
  try {
    return { serverName: message && serverNameOf(message) };
  } catch (error) {
    // A length that points beyond the end: whoever speaks TLS here will say so.
    if (error instanceof RangeError) return { serverName: undefined };
    throw error;
  }
}

/** The first handshake message, which may come in several records (RFC 8446, section 5.1). */
function handshakeIn(bytes: Buffer): Buffer | undefined | 'incomplete' {
  const fragments: Buffer[] = [];
  for (let at = 0; at + RECORD_HEADER_BYTES <= bytes.length; ) {
    const end = at + RECORD_HEADER_BYTES + bytes.readUInt16BE(at + 3);
    if (bytes[at] !== HANDSHAKE_RECORD) return undefined;
    fragments.push(bytes.subarray(at + RECORD_HEADER_BYTES, end));
    at = end;
  }
  const message = Buffer.concat(fragments);
  if (message.length > 0 && message[0] !== CLIENT_HELLO) return undefined;
  if (bytes.length > MAX_HELLO_BYTES) return undefined;
  if (message.length < HANDSHAKE_HEADER_BYTES) return 'incomplete';
  const end = HANDSHAKE_HEADER_BYTES + message.readUIntBE(1, 3);
  return message.length < end ? 'incomplete' : message.subarray(0, end);
}

/** Of a ClientHello (RFC 8446, section 4.1.2). */
function serverNameOf(message: Buffer): string | undefined {
  let at = HANDSHAKE_HEADER_BYTES + VERSION_AND_RANDOM_BYTES;
  at += 1 + message.readUInt8(at);
  at += 2 + message.readUInt16BE(at);
  at += 1 + message.readUInt8(at);
  const end = at + 2 + message.readUInt16BE(at);
  for (at += 2; at < end; ) {
    const type = message.readUInt16BE(at);
    const bodyAt = at + 4;
    at = bodyAt + message.readUInt16BE(at + 2);
    if (type !== SERVER_NAME) continue;
    const nameAt = bodyAt + NAME_HEADER_BYTES;
    const nameBytes = message.readUInt16BE(nameAt - 2);
    return message.toString('ascii', nameAt, nameAt + nameBytes).toLowerCase();
  }
  return undefined;
}
