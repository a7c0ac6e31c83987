import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { inodeOf, ownsConnection } from '../../../dev/stack/socket-owner.ts';

const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:A46B 0100007F:958E 06 00000000:00000000 03:000006BC 00000000     0        0 0 3 00000000243a0103
   1: 0100007F:A46B 0100007F:0438 01 00000000:00000000 00:00000000 00000000     0        0 48213 1 0000000089d75e83
`;

test('a port that another connection had before is told apart by the other port', () => {
  expect(inodeOf({ localPort: 0xa46b, remotePort: 0x0438 }, TABLE)).toBe('48213');
  expect(inodeOf({ localPort: 0xa46b, remotePort: 0x0439 }, TABLE)).toBe(undefined);
});

test('a connection is its own process’s, and no other’s', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: remotePort } = server.address() as AddressInfo;
  const socket = connect(remotePort, '127.0.0.1');
  await once(socket, 'connect');
  const { localPort = 0 } = socket;
  expect(await ownsConnection(process.pid, { localPort, remotePort })).toBe(true);
  expect(await ownsConnection(process.ppid, { localPort, remotePort })).toBe(false);
  socket.destroy();
  server.close();
});
