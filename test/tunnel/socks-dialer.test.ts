import { describe, expect, test } from 'vitest';
import { dialThroughSocks } from '../../src/tunnel/socks-dialer.ts';
import { settled } from '../meek/settled.ts';
import { pipeToProxy } from './fake-proxy.ts';

const destination = { host: 'a.b', port: 80 };
const GREETING = [5, 1, 0];
const CONNECT = [5, 1, 0, 3, 3, 97, 46, 98, 0, 80];
const METHOD_NONE = [5, 0];
const SUCCESS = [5, 0, 0, 1, 0, 0, 0, 0, 0, 0];

test('asks strictly in turn: the request waits for the method', async () => {
  const proxy = pipeToProxy();
  const dialling = dialThroughSocks(proxy.pipe, destination);
  await settled();
  expect(proxy.writes).toEqual([GREETING]);
  proxy.say(5);
  await settled();
  expect(proxy.writes).toEqual([GREETING]);
  proxy.say(0);
  await settled();
  expect(proxy.writes).toEqual([GREETING, CONNECT]);
  proxy.say(...SUCCESS);
  await dialling;
  expect(proxy.writes).toEqual([GREETING, CONNECT]);
});

test('takes replies byte by byte (TestSocks5ConnectSequenced_ToleratesBytewiseReads)', async () => {
  const proxy = pipeToProxy();
  const dialling = dialThroughSocks(proxy.pipe, destination);
  for (const byte of [...METHOD_NONE, ...SUCCESS]) {
    proxy.say(byte);
    await settled();
  }
  await expect(dialling).resolves.toBeDefined();
});

test('what came with the reply is the connection’s first bytes', async () => {
  const proxy = pipeToProxy();
  const dialling = dialThroughSocks(proxy.pipe, destination);
  proxy.say(...METHOD_NONE, ...SUCCESS, 104, 105);
  const connection = await dialling;
  proxy.say(33);
  proxy.end();
  expect(await new Response(connection.readable as BodyInit).text()).toBe('hi!');
});

test('what is written afterwards goes to the destination', async () => {
  const proxy = pipeToProxy();
  const dialling = dialThroughSocks(proxy.pipe, destination);
  proxy.say(...METHOD_NONE, ...SUCCESS);
  const { writable, closed } = await dialling;
  await writable.getWriter().write(Uint8Array.of(7));
  expect(proxy.writes.at(-1)).toEqual([7]);
  expect(closed).toBe(proxy.pipe.closed);
});

describe('the pipe is given up', () => {
  test.each([
    ['a proxy that wants a login', [5, 2], 'SOCKS_PROTOCOL'],
    ['a proxy that takes no method', [5, 0xff], 'SOCKS_PROTOCOL'],
    ['something that is not SOCKS5', [...Buffer.from('HTTP/1.1 400')], 'SOCKS_PROTOCOL'],
    ['a refusal', [5, 0, 5, 5, 0, 1, 0, 0, 0, 0, 0, 0], 'SOCKS_CONNECTION_REFUSED'],
    [
      'a reserved byte that is not 0 (TestSocks5ConnectSequenced_RejectsNonZeroRSV)',
      [5, 0, 5, 0, 1, 1, 0, 0, 0, 0, 0, 0],
      'SOCKS_PROTOCOL',
    ],
  ])('after %s', async (_, bytes, code) => {
    const proxy = pipeToProxy();
    const dialling = dialThroughSocks(proxy.pipe, destination);
    proxy.say(...bytes);
    await expect(dialling).rejects.toMatchObject({ name: 'SocksError', code });
    const error = await dialling.catch((error) => error);
    expect(proxy.ends).toEqual([error, error]);
  });

  test('after an end instead of a reply', async () => {
    const proxy = pipeToProxy();
    const dialling = dialThroughSocks(proxy.pipe, destination);
    proxy.say(...METHOD_NONE);
    proxy.end();
    await expect(dialling).rejects.toMatchObject({ code: 'EARLY_END' });
    expect(proxy.ends).toHaveLength(1);
  });

  test('after its own error, which is the dial’s', async () => {
    const proxy = pipeToProxy();
    const dialling = dialThroughSocks(proxy.pipe, destination);
    proxy.break(new Error('the front is gone'));
    await expect(dialling).rejects.toThrow('the front is gone');
    expect(proxy.ends).toHaveLength(1);
  });

  test('by an abort or a deadline, with its reason', async () => {
    const proxy = pipeToProxy();
    const deadline = new AbortController();
    const dialling = dialThroughSocks(proxy.pipe, destination, deadline.signal);
    proxy.say(...METHOD_NONE);
    await settled();
    const reason = new DOMException('too late', 'TimeoutError');
    deadline.abort(reason);
    await expect(dialling).rejects.toBe(reason);
    expect(proxy.ends).toEqual([reason, reason]);
  });

  test('by an abort while the greeting waits for room', async () => {
    const abort = new AbortController();
    const { pipe } = pipeToProxy();
    const writable = new WritableStream({ write: () => new Promise(() => {}) });
    const dialling = dialThroughSocks({ ...pipe, writable }, destination, abort.signal);
    await settled();
    abort.abort(new Error('enough'));
    await expect(dialling).rejects.toThrow('enough');
  });

  test('by a signal that has aborted already, before a byte is written', async () => {
    const proxy = pipeToProxy();
    const signal = AbortSignal.abort(new Error('too late'));
    await expect(dialThroughSocks(proxy.pipe, destination, signal)).rejects.toThrow('too late');
    expect(proxy.writes).toEqual([]);
    expect(proxy.ends).toHaveLength(2);
  });
});

test('an abort after the dial leaves the connection alone', async () => {
  const proxy = pipeToProxy();
  const abort = new AbortController();
  const dialling = dialThroughSocks(proxy.pipe, destination, abort.signal);
  proxy.say(...METHOD_NONE, ...SUCCESS);
  await dialling;
  abort.abort();
  await settled();
  expect(proxy.ends).toEqual([]);
});
