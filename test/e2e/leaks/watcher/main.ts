import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { answerTo, nameAskedFor } from './dns.ts';

/** Web, DNS over TLS, STUN, and the ports of the pages. */
const TCP_PORTS = [53, 80, 443, 853, 3478, 8081, 8443];
/** DNS, QUIC, STUN, names on the local network. */
const UDP_PORTS = [443, 3478, 5353];
const FIRST_BYTES = 200;
const ANSWER =
  'HTTP/1.1 204 No Content\r\nAccess-Control-Allow-Origin: *\r\nConnection: close\r\n\r\n';

function tell(sight: object): void {
  console.log(JSON.stringify({ event: 'sight', ...sight }));
}

async function watchNames(): Promise<void> {
  const socket = createSocket('udp6');
  socket.on('message', (query, { port, address }) => {
    tell({ kind: 'dns', what: nameAskedFor(query) ?? 'no question' });
    socket.send(answerTo(query), port, address);
  });
  socket.bind(53, '::');
  await once(socket, 'listening');
}

async function watchDatagrams(port: number): Promise<void> {
  const socket = createSocket('udp6');
  socket.on('message', (bytes) => {
    tell({ kind: 'udp', what: `${port}: ${bytes.toString('hex', 0, 20)}` });
  });
  socket.bind(port, '::');
  await once(socket, 'listening');
}

async function watchConnections(port: number): Promise<void> {
  const server = createServer((socket) => {
    tell({ kind: 'tcp', what: `${socket.localAddress} ${port}` });
    socket.on('error', () => {});
    socket.once('data', (bytes) => {
      tell({ kind: 'bytes', what: bytes.toString('latin1', 0, FIRST_BYTES) });
      socket.end(ANSWER);
    });
  });
  server.listen(port, '::');
  await once(server, 'listening');
}

await Promise.all([
  watchNames(),
  ...UDP_PORTS.map(watchDatagrams),
  ...TCP_PORTS.map(watchConnections),
]);
console.log(JSON.stringify({ event: 'listening', port: 53 }));
