import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { DialError, type DialErrorCode } from '../../../src/server/dial.ts';
import { closedPort, received, startEcho, startTcpServer } from '../../server/tcp-servers.ts';
import { pattern, readAll, readExactly, write, writeAndEnd } from './pipe-ends.ts';
import { openTunnel } from './tunnel-under-test.ts';

const HOST = '127.0.0.1';

describe('bytes', () => {
  test('20 MB each way arrive as they were sent', async () => {
    const echo = await startEcho();
    const { tunnel } = await openTunnel();
    const pipe = await tunnel.dial({ host: HOST, port: echo.port });
    const sent = pattern(20_000_000);
    const [back] = await Promise.all([readAll(pipe), writeAndEnd(pipe, sent)]);
    expect(back.equals(sent)).toBe(true);
    await pipe.closed;
  });

  test('100 connections at a time keep theirs apart', async () => {
    const echo = await startEcho();
    const { tunnel } = await openTunnel();
    const exchanges = Array.from({ length: 100 }, async (_, index) => {
      const pipe = await tunnel.dial({ host: HOST, port: echo.port });
      const sent = pattern(50_000, index);
      const [back] = await Promise.all([readAll(pipe), writeAndEnd(pipe, sent)]);
      return back.equals(sent);
    });
    expect(new Set(await Promise.all(exchanges))).toEqual(new Set([true]));
    await expect.poll(() => tunnel.openStreams).toBe(0);
  });

  test.each([
    ['an IPv4 address', '127.0.0.1'],
    ['an IPv6 address that is one in disguise', '::ffff:127.0.0.1'],
    ['a name', 'a.localhost.example'],
  ])('%s is a destination', async (_what, host) => {
    const echo = await startEcho();
    const { tunnel } = await openTunnel();
    const pipe = await tunnel.dial({ host, port: echo.port });
    await write(pipe, 'hello');
    expect(`${await readExactly(pipe, 5)}`).toBe('hello');
  });
});

describe('what the server cannot do is told as SOCKS would', () => {
  test.each([
    ['DIAL_REFUSED', undefined, 'SOCKS_CONNECTION_REFUSED'],
    ['DIAL_TIMEOUT', undefined, 'SOCKS_TTL_EXPIRED'],
    ['DIAL_HOST_UNREACHABLE', undefined, 'SOCKS_HOST_UNREACHABLE'],
    ['DIAL_HOST_UNREACHABLE', 'ENOTFOUND', 'SOCKS_HOST_UNREACHABLE'],
    ['DIAL_NETWORK_UNREACHABLE', undefined, 'SOCKS_NETWORK_UNREACHABLE'],
    ['DIAL_NOT_ALLOWED', undefined, 'SOCKS_NOT_ALLOWED'],
    ['DIAL_FAILED', undefined, 'SOCKS_GENERAL_FAILURE'],
  ] as const)('%s by %s', async (code: DialErrorCode, cause, expected) => {
    const { tunnel } = await openTunnel({
      dial: async () => {
        throw new DialError(code, 'for the test', { cause: cause && { code: cause } });
      },
    });
    await expect(tunnel.dial({ host: HOST, port: 1 })).rejects.toMatchObject({ code: expected });
  });

  test('a closed port, a name without address, a private address', async () => {
    const { tunnel } = await openTunnel();
    await expect(tunnel.dial({ host: HOST, port: await closedPort() })).rejects.toMatchObject({
      code: 'SOCKS_CONNECTION_REFUSED',
    });
    await expect(tunnel.dial({ host: 'nowhere.example', port: 80 })).rejects.toMatchObject({
      code: 'SOCKS_HOST_UNREACHABLE',
    });
    const { tunnel: strict } = await openTunnel({ allowPrivate: false });
    await expect(strict.dial({ host: HOST, port: 80 })).rejects.toMatchObject({
      code: 'SOCKS_NOT_ALLOWED',
    });
  });

  test.each(['', 'a b', 'a/b', 'user@host', 'ünïcode', 'a\r\nb'])('%j is no name', async (host) => {
    const { tunnel } = await openTunnel();
    await expect(tunnel.dial({ host, port: 80 })).rejects.toMatchObject({
      code: 'SOCKS_PROTOCOL',
    });
    expect(tunnel.openStreams).toBe(0);
  });
});

describe('half-close', () => {
  test('the app’s end reaches the destination, which still answers', async () => {
    const destination = await startTcpServer((socket) => {
      const uplink = received(socket);
      socket.on('end', () => socket.end(`heard ${uplink()}`));
    });
    const { tunnel } = await openTunnel();
    const pipe = await tunnel.dial({ host: HOST, port: destination.port });
    await writeAndEnd(pipe, 'the last word');
    expect(`${await readAll(pipe)}`).toBe('heard the last word');
    await pipe.closed;
  });

  test('the destination’s end reaches the app, which still sends', async () => {
    const destination = await startTcpServer((socket) => socket.end('goodbye'));
    const { tunnel } = await openTunnel();
    const pipe = await tunnel.dial({ host: HOST, port: destination.port });
    expect(`${await readAll(pipe)}`).toBe('goodbye');
    const uplink = received(await destination.accepted());
    await writeAndEnd(pipe, 'still here');
    await pipe.closed;
    await expect.poll(() => `${uplink()}`).toBe('still here');
  });
});

describe('a reset', () => {
  test('of the destination breaks the pipe, and no other', async () => {
    const destination = await startTcpServer((socket) => {
      socket.on('data', () => socket.resetAndDestroy());
    });
    const echo = await startEcho();
    const { tunnel } = await openTunnel();
    const other = await tunnel.dial({ host: HOST, port: echo.port });
    const pipe = await tunnel.dial({ host: HOST, port: destination.port });
    await write(pipe, 'anything');
    await expect(readAll(pipe)).rejects.toMatchObject({ code: 'TUNNEL_RESET' });
    await expect(pipe.closed).rejects.toMatchObject({ code: 'TUNNEL_RESET' });
    await expect(pipe.writable.getWriter().write(Buffer.of(1))).rejects.toMatchObject({
      code: 'TUNNEL_RESET',
    });
    await write(other, 'hello');
    expect(`${await readExactly(other, 5)}`).toBe('hello');
  });

  test.each([
    ['cancelled', (pipe: { readable: ReadableStream }) => pipe.readable.cancel('gone')],
    ['aborted', (pipe: { writable: WritableStream }) => pipe.writable.abort('gone')],
  ])('of the app (%s) resets the destination', async (_how, giveUp) => {
    const destination = await startTcpServer((socket) => socket.resume());
    const { tunnel } = await openTunnel();
    const pipe = await tunnel.dial({ host: HOST, port: destination.port });
    const socket = await destination.accepted();
    const broken = once(socket, 'error');
    await giveUp(pipe);
    expect(await broken).toMatchObject([{ code: 'ECONNRESET' }]);
    expect(socket.readableEnded).toBe(false);
    await expect(pipe.closed).rejects.toBe('gone');
  });

  test('of the app while its write waits is heard at once', async () => {
    const destination = await startTcpServer((socket) => socket.pause());
    const { tunnel } = await openTunnel();
    const pipe = await tunnel.dial({ host: HOST, port: destination.port });
    const socket = await destination.accepted();
    const writer = pipe.writable.getWriter();
    const broken = once(socket, 'error');
    writer.write(Buffer.alloc(64 * 1024 * 1024)).catch(() => {});
    writer.abort(new Error('gone')).catch(() => {});
    socket.resume();
    expect(await broken).toMatchObject([{ code: 'ECONNRESET' }]);
  });
});

test('a dial that is called off ends at the server too', async () => {
  const aborted = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  const { tunnel } = await openTunnel({
    dial: (_destination, signal) =>
      new Promise((_, reject) => {
        asked.resolve();
        signal.addEventListener('abort', () => {
          reject(new DialError('DIAL_ABORTED', 'for the test'));
          aborted.resolve();
        });
      }),
  });
  const caller = new AbortController();
  const dial = tunnel.dial({ host: HOST, port: 80 }, { signal: caller.signal });
  await asked.promise;
  caller.abort(new Error('the app left'));
  await expect(dial).rejects.toThrow('the app left');
  await aborted.promise;
  await expect.poll(() => tunnel.openStreams).toBe(0);
});
