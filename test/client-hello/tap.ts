import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { readFirstRecord } from './first-record.ts';
import { type ClientHello, parseClientHello } from './parse.ts';

/** Stands before an edge, passes everything on, and keeps each connection's ClientHello. */
export interface ClientHelloTap extends AsyncDisposable {
  /** On 127.0.0.1. */
  readonly port: number;
  readonly hellos: readonly ClientHello[];
}

/** @param edgePort of the edge, on 127.0.0.1 */
export async function tapClientHellos(edgePort: number): Promise<ClientHelloTap> {
  const hellos: ClientHello[] = [];
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket.on('close', () => sockets.delete(socket)));
    socket.on('error', () => {});
    passOn(socket, edgePort, hellos).catch(() => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    hellos,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** @throws what the connection broke with, or when no TLS is spoken */
async function passOn(socket: Socket, edgePort: number, hellos: ClientHello[]): Promise<void> {
  const record = await readFirstRecord(socket);
  hellos.push(parseClientHello(record));
  const onward = connect({ port: edgePort, host: '127.0.0.1', noDelay: true });
  onward.on('error', () => socket.destroy()).on('close', () => socket.destroy());
  socket.on('close', () => onward.destroy());
  onward.write(record);
  socket.pipe(onward).pipe(socket);
}
