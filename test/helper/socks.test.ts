import { describe, expect, test } from 'vitest';
import { MeekError } from '../../src/meek/errors.ts';
import { SocksError } from '../../src/tunnel/socks5.ts';
import { LocalProxyUnderTest, openLocalProxy } from './local-proxy-under-test.ts';
import { echo } from './memory-pipe.ts';
import { TcpClient } from './tcp-client.ts';

const GREETING = [5, 1, 0];
const name = (text: string) => [3, text.length, ...Buffer.from(text)];
const IPV4 = [1, 192, 0, 2, 7];
const IPV6 = [4, 0x20, 1, 0xd, 0xb8, ...Array(11).fill(0), 1];
const REPLY_LENGTH = 10;

describe('CONNECT', () => {
  test.each([
    ['an IPv4 address', IPV4, '192.0.2.7'],
    ['an IPv6 address', IPV6, '2001:db8::1'],
    ['a name', name('site.example'), 'site.example'],
  ])('to %s', async (_what, address, host) => {
    const proxy = await LocalProxyUnderTest.open(({ far }) => echo(far));
    const app = await proxy.connect();
    app.write(Uint8Array.from(GREETING));
    expect(await app.take(2)).toEqual(Buffer.from([5, 0]));
    app.write(Uint8Array.of(5, 1, 0, ...address, 1, 187));
    expect(await app.take(REPLY_LENGTH)).toEqual(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
    app.write('hello');
    expect(`${await app.take(5)}`).toBe('hello');
    expect(proxy.destinations).toEqual([{ host, port: 443 }]);
  });

  test('byte by byte', async () => {
    const proxy = await LocalProxyUnderTest.open(({ far }) => echo(far));
    const app = await proxy.connect();
    for (const byte of [...GREETING, 5, 1, 0, ...name('a.example'), 0, 80, ...Buffer.from('hi')]) {
      app.write(Uint8Array.of(byte));
      await new Promise(setImmediate);
    }
    expect(`${(await app.take(2 + REPLY_LENGTH + 2)).subarray(-2)}`).toBe('hi');
    expect(proxy.destinations).toEqual([{ host: 'a.example', port: 80 }]);
  });

  test('greeting, request and first data in one piece', async () => {
    const proxy = await LocalProxyUnderTest.open(({ far }) => echo(far));
    const app = await proxy.connect();
    app.write(Uint8Array.from([...GREETING, 5, 1, 0, ...IPV4, 0, 80, ...Buffer.from('early')]));
    expect(`${(await app.take(2 + REPLY_LENGTH + 5)).subarray(-5)}`).toBe('early');
  });
});

describe('refused', () => {
  test('a client that wants to log in gets FF and the end', async () => {
    const proxy = await LocalProxyUnderTest.open();
    const app = await proxy.connect();
    app.write(Uint8Array.of(5, 1, 2));
    await app.ended;
    expect(app.received).toEqual(Buffer.from([5, 0xff]));
  });

  test.each([2, 3, 0x83])('command %i gets reply 7', async (command) => {
    const proxy = await LocalProxyUnderTest.open();
    const app = await proxy.connect();
    app.write(Uint8Array.from([...GREETING, 5, command, 0, ...IPV4, 0, 80]));
    await app.ended;
    expect(app.received[2 + 1]).toBe(7);
    expect(proxy.destinations).toEqual([]);
  });

  test.each([
    ['an unknown address type', [5, 1, 0, 9, 1, 1, 1, 1, 0, 80], 8],
    ['a name that is none', [5, 1, 0, ...name('a b'), 0, 80], 1],
    ['another version in the request', [4, 1, 0, ...IPV4, 0, 80], 1],
    ['a reserved byte that is set', [5, 1, 1, ...IPV4, 0, 80], 1],
  ])('%s', async (_what, request, reply) => {
    const proxy = await LocalProxyUnderTest.open();
    const app = await proxy.connect();
    app.write(Uint8Array.from([...GREETING, ...request]));
    await app.ended;
    expect(app.received[2 + 1]).toBe(reply);
    expect(proxy.destinations).toEqual([]);
  });
});

describe('a dial that fails is told in the reply', () => {
  const down = Object.assign(new Error('down'), { code: 'TUNNEL_DOWN' });
  test.each([
    ['refused by the destination', SocksError.fromReply(5), 5],
    ['host unreachable', SocksError.fromReply(4), 4],
    ['network unreachable', SocksError.fromReply(3), 3],
    ['not allowed by the server', SocksError.fromReply(2), 2],
    ['timed out', SocksError.fromReply(6), 6],
    ['a reply that nobody defined', SocksError.fromReply(99), 99],
    ['the tunnel is down', down, 1],
    ['the front does not answer', new MeekError('MEEK_FRONT_UNREACHABLE', ''), 1],
    ['anything else', new Error('odd'), 1],
  ])('%s', async (_what, error, reply) => {
    const proxy = await openLocalProxy(() => Promise.reject(error));
    const app = await TcpClient.connect(proxy.port);
    app.write(Uint8Array.from([...GREETING, 5, 1, 0, ...IPV4, 0, 80]));
    await app.ended;
    expect(app.received.subarray(2, 4)).toEqual(Buffer.from([5, reply]));
  });
});

test('an app that goes away while its connection is dialled aborts the dial', async () => {
  const aborted = Promise.withResolvers<void>();
  const proxy = await openLocalProxy(
    (_destination, signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          aborted.resolve();
          reject(signal.reason);
        });
        app.socket.resetAndDestroy();
      }),
  );
  const app = await TcpClient.connect(proxy.port);
  app.write(Uint8Array.from([...GREETING, 5, 1, 0, ...IPV4, 0, 80]));
  await aborted.promise;
});
