import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

const RECORD_HEADER_BYTES = 5;
const HANDSHAKE_HEADER_BYTES = 4;
const VERSION_AND_RANDOM_BYTES = 34;

/** `server_name` (RFC 6066, section 3). */
export const SERVER_NAME = 0;

/** Listens where a front would be, and tells the first TLS record of the first who comes. */
export async function listenForHello(): Promise<{ port: number; record: Promise<Buffer> }> {
  const { promise: record, resolve } = Promise.withResolvers<Buffer>();
  const server = createServer((socket) => {
    socket.on('error', () => {});
    readRecord(socket).then((bytes) => {
      resolve(bytes);
      socket.resetAndDestroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, record };
}

async function readRecord(socket: Socket): Promise<Buffer> {
  let bytes = Buffer.alloc(0);
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    bytes = Buffer.concat([bytes, chunk]);
    const isWhole = bytes.length >= RECORD_HEADER_BYTES + (bytes[3] ?? 0) * 256 + (bytes[4] ?? 0);
    if (bytes.length >= RECORD_HEADER_BYTES && isWhole) break;
  }
  return bytes;
}

/** The extensions of a ClientHello by their type (RFC 8446, section 4.1.2). */
export function extensionsOf(record: Buffer): Map<number, Buffer> {
  let at = RECORD_HEADER_BYTES + HANDSHAKE_HEADER_BYTES + VERSION_AND_RANDOM_BYTES;
  at += 1 + record.readUInt8(at);
  at += 2 + record.readUInt16BE(at);
  at += 1 + record.readUInt8(at);
  const end = at + 2 + record.readUInt16BE(at);
  const extensions = new Map<number, Buffer>();
  for (at += 2; at < end; ) {
    const lengthBytes = record.readUInt16BE(at + 2);
    extensions.set(record.readUInt16BE(at), record.subarray(at + 4, at + 4 + lengthBytes));
    at += 4 + lengthBytes;
  }
  return extensions;
}
