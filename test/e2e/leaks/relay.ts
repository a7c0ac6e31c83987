import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { fileURLToPath } from 'node:url';

/** Where a relay listens or leads to. */
interface End {
  readonly host: string;
  readonly port: number;
}

/** Passes every connection on, byte for byte. */
export async function startRelay(from: End, to: () => End): Promise<Server> {
  const server = createServer((socket) => {
    const onward = connect(to());
    socket.pipe(onward).pipe(socket);
    socket.on('error', () => onward.destroy());
    onward.on('error', () => socket.destroy());
  });
  server.listen(from);
  await once(server, 'listening');
  return server;
}

export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/** `relay.ts HOST PORT`: leads from there to the same port of 127.0.0.1. */
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [host = '', port = ''] = process.argv.slice(2);
  await startRelay({ host, port: Number(port) }, () => ({ host: '127.0.0.1', port: Number(port) }));
  console.log(JSON.stringify({ event: 'listening', port: Number(port) }));
}
