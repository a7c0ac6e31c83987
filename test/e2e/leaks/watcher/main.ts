import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { answerTo, nameAskedFor } from './dns.ts';

/** Web, DNS over TLS, STUN, and the ports of the pages. */
const TCP_PORTS = [53, 80, 443, 853, 3478, 8081, 8443];
/** QUIC, STUN. */
const UDP_PORTS = [443, 3478];
const LOCAL_NAMES_PORT = 5353;
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

/** Said to the local network alone, and to whoever asked to hear it: RFC 6762. */
async function watchLocalNames(type: 'udp4' | 'udp6', group: string): Promise<void> {
  const socket = createSocket({ type, ipv6Only: type === 'udp6', reuseAddr: true });
  socket.on('message', (bytes) => tell({ kind: 'local', what: bytes.toString('latin1', 12, 60) }));
  socket.bind(LOCAL_NAMES_PORT);
  await once(socket, 'listening');
  socket.addMembership(group, type === 'udp4' ? '10.214.78.1' : '::%inside');
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
  watchLocalNames('udp4', '224.0.0.251'),
  watchLocalNames('udp6', 'ff02::fb'),
  ...UDP_PORTS.map(watchDatagrams),
  ...TCP_PORTS.map(watchConnections),
]);
console.log(JSON.stringify({ event: 'listening', port: 53 }));
