import { once } from 'node:events';
import { expect, test } from 'vitest';
import { DialError } from '../../../src/server/dial.ts';
import { received, startEcho, startTcpServer } from '../../server/tcp-servers.ts';
import { readAll, readExactly, write } from './pipe-ends.ts';
import { openTunnel } from './tunnel-under-test.ts';

const HOST = '127.0.0.1';

test('first bytes leave with the CONNECT, in one write of the pipe', async () => {
  const echo = await startEcho();
  const { tunnel, sent } = await openTunnel();
  // Leaves the settings behind, which go their own way.
  await tunnel.dial({ host: HOST, port: echo.port });
  const sentBefore = sent.length;
  const earlyData = Buffer.from('the first bytes');
  const pipe = await tunnel.dial({ host: HOST, port: echo.port }, { earlyData });
  expect(sent.length - sentBefore).toBe(1);
  expect(`${await readExactly(pipe, earlyData.length)}`).toBe('the first bytes');
});

test('an optimistic pipe is there before the server answered', async () => {
  const echo = await startEcho();
  const asked = Promise.withResolvers<void>();
  const go = Promise.withResolvers<void>();
  const { connect } = await import('node:net');
  const { tunnel } = await openTunnel({
    dial: async () => {
      asked.resolve();
      await go.promise;
      const socket = connect({ port: echo.port, host: HOST, allowHalfOpen: true });
      await once(socket, 'connect');
      return socket;
    },
  });
  const earlyData = Buffer.from('early, ');
  const pipe = await tunnel.dial({ host: HOST, port: 80 }, { isOptimistic: true, earlyData });
  await asked.promise;
  await write(pipe, 'and then more');
  go.resolve();
  expect(`${await readExactly(pipe, 20)}`).toBe('early, and then more');
});

test('a refusal breaks an optimistic pipe with the reason', async () => {
  const { tunnel } = await openTunnel({
    dial: async () => {
      throw new DialError('DIAL_REFUSED', 'for the test');
    },
  });
  const earlyData = Buffer.from('nobody will read this');
  const pipe = await tunnel.dial({ host: HOST, port: 80 }, { isOptimistic: true, earlyData });
  const refused = { code: 'SOCKS_CONNECTION_REFUSED' };
  await expect(readAll(pipe)).rejects.toMatchObject(refused);
  await expect(pipe.closed).rejects.toMatchObject(refused);
  await expect.poll(() => tunnel.openStreams).toBe(0);
});

test('first bytes that end the connection are heard before the end', async () => {
  const destination = await startTcpServer((socket) => {
    const uplink = received(socket);
    socket.on('end', () => socket.end(`heard ${uplink()}`));
  });
  const { tunnel } = await openTunnel();
  const earlyData = Buffer.from('all there is');
  const pipe = await tunnel.dial(
    { host: HOST, port: destination.port },
    { isOptimistic: true, earlyData },
  );
  await pipe.writable.close();
  expect(`${await readAll(pipe)}`).toBe('heard all there is');
});
