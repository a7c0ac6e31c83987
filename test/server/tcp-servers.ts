import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface TcpServer {
  readonly port: number;
  /** Every connection accepted so far, in order. */
  readonly sockets: Socket[];
  /** The n-th connection, as soon as it is there. */
  accepted(index?: number): Promise<Socket>;
}

/** A TCP server on loopback for the time of one test. Its sockets end each direction on its own. */
export async function startTcpServer(onSocket: (socket: Socket) => void): Promise<TcpServer> {
  const sockets: Socket[] = [];
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    socket.on('error', () => {});
    sockets.push(socket);
    onSocket(socket);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    sockets,
    async accepted(index = 0) {
      while (sockets.length <= index) await once(server, 'connection');
      return sockets[index] as Socket;
    },
  };
}

export const startEcho = () => startTcpServer((socket) => socket.pipe(socket));

/** Accepts, reads nothing and says nothing: the test holds the socket's other end. */
export const startSilent = () => startTcpServer((socket) => socket.pause());

/** Collects what a socket receives. */
export function received(socket: Socket): () => Buffer {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks);
}

/** A port on loopback that nothing listens on. */
export async function closedPort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
