import type { Socket } from 'node:net';

const HEADER_BYTES = 5;

/** The bytes up to the end of the first TLS record, and what came with it. */
export async function readFirstRecord(socket: Socket): Promise<Buffer> {
  let bytes = Buffer.alloc(0);
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    bytes = Buffer.concat([bytes, chunk]);
    if (bytes.length >= HEADER_BYTES && bytes.length >= HEADER_BYTES + bytes.readUInt16BE(3)) break;
  }
  return bytes;
}
