import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** Stands where the browser must not go, and records bytes. */
export interface CleartextTrap extends AsyncDisposable {
  readonly port: number;
  /** The beginning of everything that was written to it. */
  readonly caught: readonly string[];
}

/** @param answer sent back before the connection is ended */
export async function setCleartextTrap(answer = ''): Promise<CleartextTrap> {
  const caught: string[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', (bytes) => {
      caught.push(bytes.toString('latin1', 0, 100));
      socket.end(answer, () => socket.destroy());
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    caught,
    async [Symbol.asyncDispose]() {
      server.close();
    },
  };
}
