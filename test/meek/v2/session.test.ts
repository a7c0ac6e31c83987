import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { ByteBudget } from '../../../src/server/v2/byte-budget.ts';
import { toTcp } from '../../server/server-under-test.ts';
import { closedPort, startEcho, startTcpServer } from '../../server/tcp-servers.ts';
import { startV2Server } from '../../server/v2/server-under-test.ts';
import { openRealSession } from './open-real-session.ts';
import { readAll, readSome, someBytes, write } from './transfer.ts';

test('a session is opened by its first bytes, which ride along', async () => {
  const echo = await startEcho();
  const { port } = await startV2Server({ dial: toTcp(echo.port) });
  const bodies: string[] = [];
  const fetchThrough: typeof fetch = (url, init) => {
    bodies.push(Buffer.from(init?.body as Uint8Array).toString('latin1'));
    return fetch(url, init);
  };
  const session = openRealSession(port, { fetchThrough });
  await write(session.writable, Buffer.from('hello'));
  expect(String(await readSome(session.readable, 5))).toBe('hello');
  expect(bodies[0]).toContain('hello');
  expect(session.id).toMatch(/^[0-9a-f]{32}$/);
});

test('a far end that speaks first is heard without a byte of ours', async () => {
  const upstream = await startTcpServer((socket) => socket.write('220 ready'));
  const { port } = await startV2Server({ dial: toTcp(upstream.port) });
  const session = openRealSession(port);
  expect(String(await readSome(session.readable, 9))).toBe('220 ready');
});

test('closing the writable ends the uplink and leaves the downlink open', async () => {
  const upstream = await startTcpServer(async (socket) => {
    socket.end(`heard ${await buffer(socket)}`);
  });
  const { port, sessions } = await startV2Server({ dial: toTcp(upstream.port) });
  const session = openRealSession(port);
  const writer = session.writable.getWriter();
  await writer.write(Buffer.from('everything'));
  await writer.close();
  expect(String(await readAll(session.readable))).toBe('heard everything');
  await session.closed;
  await expect.poll(() => sessions.get(session.id)).toBe(0);
});

test('an end of the downlink leaves the uplink open', async () => {
  const upstream = await startTcpServer((socket) => socket.end('goodbye'));
  const { port } = await startV2Server({ dial: toTcp(upstream.port) });
  const session = openRealSession(port);
  expect(String(await readAll(session.readable))).toBe('goodbye');
  const heard = buffer(await upstream.accepted());
  const writer = session.writable.getWriter();
  await writer.write(Buffer.from('still here'));
  await writer.close();
  expect(String(await heard)).toBe('still here');
  await session.closed;
});

test('cancelling the readable drops the session at the server', async () => {
  const echo = await startEcho();
  const { port, sessions } = await startV2Server({ dial: toTcp(echo.port) });
  const session = openRealSession(port);
  await write(session.writable, Buffer.from('x'));
  await readSome(session.readable, 1);
  const closed = once(await echo.accepted(), 'close');
  await session.readable.cancel();
  await closed;
  expect(sessions.liveCount).toBe(0);
  await expect(session.closed).rejects.toMatchObject({ code: 'MEEK_ABORTED' });
});

test('a writer that waits for room is let go when the pipe is given up', async () => {
  const upstream = await startTcpServer((socket) => socket.pause());
  const { port } = await startV2Server({ dial: toTcp(upstream.port), windowBytes: 131_072 });
  const session = openRealSession(port, { windowBytes: 131_072 });
  const writer = session.writable.getWriter();
  const writing = writer.write(someBytes(20_000_000, 1));
  writing.catch(() => {});
  await upstream.accepted();
  await writer.abort();
  await expect(writing).rejects.toMatchObject({ code: 'MEEK_ABORTED' });
});

test('a reader that pauses holds the upstream back', async () => {
  const windowBytes = 262_144;
  const upstream = await startTcpServer((socket) => socket.end(someBytes(8_000_000, 2)));
  const { port, sessions } = await startV2Server({ dial: toTcp(upstream.port), windowBytes });
  const session = openRealSession(port, { windowBytes });
  const socket = await upstream.accepted();
  await readSome(session.readable, 1);
  expect(socket.writableFinished).toBe(false);
  expect(sessions.liveCount).toBe(1);
  expect((await readAll(session.readable)).length).toBeGreaterThan(8_000_000 - 2 * windowBytes);
});

test.for([
  ['an upstream that cannot be reached', 'MEEK_UPSTREAM_UNREACHABLE', {}, {}],
  ['a wrong token', 'MEEK_TOKEN_REFUSED', { authToken: 's3cret' }, { authToken: 'guess' }],
  ['a full table', 'MEEK_SERVER_BUSY', { maxSessions: 0 }, {}],
  ['a spent budget', 'MEEK_SERVER_BUSY', { budget: new ByteBudget(0) }, {}],
] as const)('%s ends the pipe with that', async ([, code, serverOptions, sessionOptions]) => {
  const dial = toTcp(await closedPort());
  const { port } = await startV2Server({ dial, ...serverOptions });
  const session = openRealSession(port, sessionOptions);
  await expect(session.closed).rejects.toMatchObject({ code });
  await expect(session.readable.getReader().read()).rejects.toMatchObject({ code });
});

test('an upstream that breaks is an error, and no clean end', async () => {
  const upstream = await startTcpServer((socket) => {
    socket.write('half a', () => setImmediate(() => socket.resetAndDestroy()));
  });
  const { port } = await startV2Server({ dial: toTcp(upstream.port) });
  const session = openRealSession(port);
  await expect(session.closed).rejects.toMatchObject({ code: 'MEEK_UPSTREAM_UNREACHABLE' });
});
