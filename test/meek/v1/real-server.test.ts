import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { dialThroughSocks } from '../../../src/tunnel/socks-dialer.ts';
import { startServer, toBuiltin, toTcp } from '../../server/server-under-test.ts';
import { closedPort, startEcho, startTcpServer } from '../../server/tcp-servers.ts';
import { openRealSession, readBytes, writeBytes } from './open-real-session.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

test('bytes go to the upstream and back (TestConn_RoundTrip)', async () => {
  const echo = await startEcho();
  const { port } = await startServer({ dial: toTcp(echo.port) });
  const pipe = openRealSession(port);
  await writeBytes(pipe.writable, bytesOf('hello'));
  expect(String(await readBytes(pipe.readable, 5))).toBe('hello');
});

test('all exchanges of a session use one upstream (TestConn_SessionPersistence)', async () => {
  const echo = await startEcho();
  const { port, sessions } = await startServer({ dial: toTcp(echo.port) });
  const pipe = openRealSession(port);
  for (const word of ['one', 'two', 'six']) {
    await writeBytes(pipe.writable, bytesOf(word));
    expect(String(await readBytes(pipe.readable, 3))).toBe(word);
  }
  expect(echo.sockets).toHaveLength(1);
  expect(sessions.liveCount).toBe(1);
});

test('the upstream’s end is the end of the stream, after its last byte', async () => {
  const upstream = await startTcpServer((socket) => socket.end('goodbye'));
  const { port } = await startServer({ dial: toTcp(upstream.port) });
  const pipe = openRealSession(port);
  expect(String(await readBytes(pipe.readable))).toBe('goodbye');
  await expect(pipe.closed).resolves.toBeUndefined();
});

test('closing the writable ends the uplink and leaves the downlink open', async () => {
  const upstream = await startTcpServer(async (socket) => {
    const heard = await buffer(socket);
    socket.end(`heard ${heard}`);
  });
  const { port } = await startServer({ dial: toTcp(upstream.port) });
  const pipe = openRealSession(port);
  const writer = pipe.writable.getWriter();
  await writer.write(bytesOf('everything'));
  await writer.close();
  expect(String(await readBytes(pipe.readable))).toBe('heard everything');
});

test('cancelling the readable drops the session at the server', async () => {
  const echo = await startEcho();
  const { port, sessions } = await startServer({ dial: toTcp(echo.port) });
  const pipe = openRealSession(port);
  await writeBytes(pipe.writable, bytesOf('x'));
  await readBytes(pipe.readable, 1);
  const socket = await echo.accepted();
  const closed = once(socket, 'close');
  await pipe.readable.cancel();
  await closed;
  expect(sessions.liveCount).toBe(0);
});

test('an upstream that cannot be reached ends the pipe with that', async () => {
  const { port } = await startServer({ dial: toTcp(await closedPort()) });
  const pipe = openRealSession(port);
  await expect(pipe.closed).rejects.toMatchObject({ code: 'MEEK_UPSTREAM_UNREACHABLE' });
});

test('a session that the server dropped is lost, and not silently a new one', async () => {
  const echo = await startEcho();
  const { port, sessions } = await startServer({ dial: toTcp(echo.port) });
  const pipe = openRealSession(port);
  await writeBytes(pipe.writable, bytesOf('x'));
  await readBytes(pipe.readable, 1);
  sessions.endAll();
  await expect(pipe.closed).rejects.toMatchObject({ code: 'MEEK_SESSION_LOST' });
  expect(echo.sockets).toHaveLength(1);
});

test('a wrong token is refused, and nothing is dialled', async () => {
  const echo = await startEcho();
  const { port } = await startServer({ dial: toTcp(echo.port), authToken: 's3cret' });
  const refused = { code: 'MEEK_TOKEN_REFUSED' };
  const wrong = { authToken: 'guess' };
  await expect(openRealSession(port, wrong).closed).rejects.toMatchObject(refused);
  expect(echo.sockets).toHaveLength(0);
});

test('a body that the server does not take is an error of the protocol', async () => {
  const echo = await startEcho();
  const { port } = await startServer({ dial: toTcp(echo.port), maxBodyBytes: 2_048 });
  const pipe = openRealSession(port, { maxBodyBytes: 4_096 });
  await writeBytes(pipe.writable, new Uint8Array(4_096));
  await expect(pipe.closed).rejects.toMatchObject({ code: 'MEEK_PROTOCOL' });
});

test('a SOCKS dial through the server’s builtin upstream reaches the destination', async () => {
  const echo = await startEcho();
  const { port } = await startServer({ dial: toBuiltin({ allowPrivate: true }) });
  const destination = { host: '127.0.0.1', port: echo.port };
  const connection = await dialThroughSocks(openRealSession(port), destination);
  await writeBytes(connection.writable, bytesOf('through'));
  expect(String(await readBytes(connection.readable, 7))).toBe('through');
});

test('a destination that the server may not reach comes back as the reply for it', async () => {
  const echo = await startEcho();
  const { port } = await startServer({ dial: toBuiltin() });
  const destination = { host: '127.0.0.1', port: echo.port };
  const dialling = dialThroughSocks(openRealSession(port), destination);
  await expect(dialling).rejects.toMatchObject({ code: 'SOCKS_NOT_ALLOWED' });
});
