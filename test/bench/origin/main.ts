/** The bench's origin, as a program: `main.ts PORT`, 0 being any. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { serveConnection } from './serve.ts';

const server = createServer({ allowHalfOpen: false }, serveConnection);
server.listen(Number(process.argv[2]), '0.0.0.0');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
process.stdout.write(`${JSON.stringify({ event: 'listening', port })}\n`);
