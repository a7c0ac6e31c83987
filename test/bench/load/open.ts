import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { OriginRequest } from '../origin/requests.ts';
import type { Target } from './tasks.ts';

const NO_AUTHENTICATION = Buffer.from([5, 1, 0]);
const CONNECT_BY_NAME = [5, 1, 0, 3];
const REPLY_BYTES = 10;

/** Opens a connection to the origin as an app does, and asks for something. */
export async function open(target: Target, request: OriginRequest, first = ''): Promise<Socket> {
  const { proxyPort } = target;
  const socket = connect(proxyPort ?? target.port, proxyPort ? '127.0.0.1' : target.host);
  socket.setNoDelay(true);
  await once(socket, 'connect');
  if (proxyPort) await throughSocks(socket, target);
  socket.write(`${JSON.stringify(request)}\n${first}`);
  return socket;
}

async function throughSocks(socket: Socket, { host, port }: Target): Promise<void> {
  socket.write(NO_AUTHENTICATION);
  await read(socket, 2);
  const name = Buffer.from(host);
  socket.write(
    Buffer.from([...CONNECT_BY_NAME, name.length, ...name, Math.floor(port / 256), port % 256]),
  );
  const reply = await read(socket, REPLY_BYTES);
  if (reply[1] !== 0) throw new Error(`The proxy refused the connection with reply ${reply[1]}.`);
}

/** Leaves later bytes in the socket. */
async function read(socket: Socket, length: number): Promise<Buffer> {
  for (;;) {
    const bytes: Buffer | null = socket.read(length);
    if (bytes?.length === length) return bytes;
    if (bytes || socket.readableEnded || socket.destroyed) {
      throw new Error('The proxy closed the connection.');
    }
    const closed = new AbortController();
    socket.once('close', () => closed.abort());
    await once(socket, 'readable', { signal: closed.signal });
  }
}
