import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { onTestFinished } from 'vitest';
import { readFirstRecord } from '../../client-hello/first-record.ts';

/** Listens where a front would be, and tells the first TLS record of the first who comes. */
export async function listenForHello(): Promise<{ port: number; record: Promise<Buffer> }> {
  const { promise: record, resolve } = Promise.withResolvers<Buffer>();
  const server = createServer((socket) => {
    socket.on('error', () => {});
    readFirstRecord(socket).then((bytes) => {
      resolve(bytes);
      socket.resetAndDestroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, record };
}
