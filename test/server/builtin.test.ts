import { once } from 'node:events';
import { duplexPair } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import type { DialDestination } from '../../src/server/builtin/egress.ts';
import { serveSocks5 } from '../../src/server/builtin/socks5-server.ts';
import { DialError, type DialErrorCode } from '../../src/server/dial.ts';
import { ManualClock } from '../meek/manual-clock.ts';
import { MeekClient } from './meek-client.ts';
import { recordingLog, startServer, toBuiltin, toTcp } from './server-under-test.ts';
import { closedPort, received, startEcho, startTcpServer } from './tcp-servers.ts';

const GREETING = Buffer.from([5, 1, 0]);

function connectTo(host: string, port: number): Buffer {
  const head = Buffer.from([5, 1, 0, 3, host.length]);
  return Buffer.concat([head, Buffer.from(host), Buffer.from([port >> 8, port & 0xff])]);
}

const reply = (code: number) => Buffer.from([5, code, 0, 1, 0, 0, 0, 0, 0, 0]);

/** The three steps in as many exchanges, as lantern-box's client does it. */
async function connectInSteps(client: MeekClient, host: string, port: number): Promise<Buffer> {
  const method = await client.post(GREETING);
  expect(Buffer.concat([method.body, await client.read(2 - method.body.length)])).toEqual(
    Buffer.from([5, 0]),
  );
  const answer = await client.post(connectTo(host, port));
  return Buffer.concat([answer.body, await client.read(10 - answer.body.length)]);
}

/** A SOCKS5 client at one end and the server at the other, without HTTP between. */
function setUp(dial: DialDestination) {
  const clock = new ManualClock();
  const log = recordingLog();
  const [client, theirs] = duplexPair();
  client.on('error', () => {});
  void serveSocks5(theirs, { dial, clock, log });
  return { client, clock, log };
}

const failWith =
  (code: DialErrorCode): DialDestination =>
  async () => {
    throw new DialError(code, 'for the test');
  };

describe('over the whole server', () => {
  test('the three steps lead to the destination (TestServer_SOCKS5ConnectOverTunnel)', async () => {
    const echo = await startEcho();
    const { port } = await startServer({ dial: toBuiltin({ allowPrivate: true }) });
    const client = new MeekClient(port);
    expect(await connectInSteps(client, '127.0.0.1', echo.port)).toEqual(reply(0));
    const first = await client.post('ping through socks');
    const rest = await client.read(18 - first.body.length);
    expect(`${first.body}${rest}`).toBe('ping through socks');
  });

  test('a session that ends before its first byte takes nothing down with it', async () => {
    const { port, sessions } = await startServer({ dial: toBuiltin() });
    await new MeekClient(port).post('');
    // The upstream is destroyed with an error, which must find somebody who listens.
    sessions.endAll();
    const client = new MeekClient(port);
    const { body } = await client.post(GREETING);
    expect(Buffer.concat([body, await client.read(2 - body.length)])).toEqual(Buffer.from([5, 0]));
  });

  test('a name may be pinned to an address', async () => {
    const echo = await startEcho();
    const pinned = new Map([['pinned.example', ['127.0.0.1']]]);
    const { port } = await startServer({ dial: toBuiltin({ allowPrivate: true, pinned }) });
    const client = new MeekClient(port);
    expect(await connectInSteps(client, 'pinned.example', echo.port)).toEqual(reply(0));
  });

  test('a private destination is reply 2, then the end', async () => {
    const echo = await startEcho();
    const { port } = await startServer({ dial: toBuiltin() });
    const client = new MeekClient(port);
    expect(await connectInSteps(client, '127.0.0.1', echo.port)).toEqual(reply(2));
    let answer = await client.post();
    while (answer.status === 200) answer = await client.post();
    expect(answer).toMatchObject({ status: 410, body: Buffer.from('upstream closed\n') });
    expect(echo.sockets).toHaveLength(0);
  });

  test('a refused connection is reply 5', async () => {
    const { port } = await startServer({ dial: toBuiltin({ allowPrivate: true }) });
    const client = new MeekClient(port);
    expect(await connectInSteps(client, '127.0.0.1', await closedPort())).toEqual(reply(5));
  });

  test('each direction ends on its own, to the far end and back', async () => {
    const destination = await startTcpServer((socket) => {
      const uplink = received(socket);
      socket.on('end', () => socket.end(`heard ${uplink()}`));
    });
    const { port } = await startServer({ dial: toBuiltin({ allowPrivate: true }) });
    const client = new MeekClient(port);
    expect(await connectInSteps(client, '127.0.0.1', destination.port)).toEqual(reply(0));
    const last = await client.post('the last word', { 'X-Meek-End': 'uplink' });
    const rest = await client.read(19 - last.body.length);
    expect(`${last.body}${rest}`).toBe('heard the last word');
    let answer = await client.post();
    while (answer.status === 200) answer = await client.post();
    expect(answer.status).toBe(410);
  });

  test('a dropped session closes its destination, and a reset comes back as a break', async () => {
    const destination = await startTcpServer((socket) => socket.resume());
    const { port } = await startServer({ dial: toBuiltin({ allowPrivate: true }) });
    const dropped = new MeekClient(port, { id: 'dropped' });
    await connectInSteps(dropped, '127.0.0.1', destination.port);
    const socket = await destination.accepted(0);
    const ended = once(socket, 'end');
    await dropped.post('', { 'X-Meek-End': 'session' });
    await ended;
    // Only a half-closed connection would go on taking this.
    await expect.poll(() => socket.destroyed || !socket.write('anyone there?')).toBe(true);

    const broken = new MeekClient(port, { id: 'broken' });
    await connectInSteps(broken, '127.0.0.1', destination.port);
    (await destination.accepted(1)).resetAndDestroy();
    let answer = await broken.post();
    while (answer.status === 200) answer = await broken.post();
    expect(answer.status).toBe(502);
  });

  test('large transfers pass both ways', async () => {
    const echo = await startEcho();
    const { port } = await startServer({ dial: toBuiltin({ allowPrivate: true }) });
    const client = new MeekClient(port);
    await connectInSteps(client, '127.0.0.1', echo.port);
    const sent = Buffer.from(Uint8Array.from({ length: 2_000_000 }, (_, i) => (i * 31) >> 3));
    let back = Buffer.alloc(0);
    for (let at = 0; at < sent.length; at += 200_000) {
      back = Buffer.concat([back, (await client.post(sent.subarray(at, at + 200_000))).body]);
    }
    back = Buffer.concat([back, await client.read(sent.length - back.length)]);
    expect(back.equals(sent)).toBe(true);
  });
});

describe('the SOCKS5 server', () => {
  test('takes bytes one at a time, and pipelined', async () => {
    const { port } = await startEcho();
    const message = Buffer.concat([GREETING, connectTo('a.example', port), Buffer.from('early')]);
    const expected = Buffer.concat([Buffer.from([5, 0]), reply(0), Buffer.from('early')]);
    for (const pieces of [[message], [...message].map((byte) => Buffer.from([byte]))]) {
      const seen: unknown[] = [];
      const { client } = setUp(async (destination, signal) => {
        seen.push(destination);
        return (await toTcp(port)(signal)) as Awaited<ReturnType<DialDestination>>;
      });
      const answer = buffer(client);
      for (const piece of pieces) {
        client.write(piece);
        await new Promise(setImmediate);
      }
      client.end();
      expect(await answer).toEqual(expected);
      expect(seen).toEqual([{ host: 'a.example', port }]);
    }
  });

  test.each([
    ['DIAL_REFUSED', 5],
    ['DIAL_HOST_UNREACHABLE', 4],
    ['DIAL_NETWORK_UNREACHABLE', 3],
    ['DIAL_NOT_ALLOWED', 2],
    ['DIAL_TIMEOUT', 6],
    ['DIAL_FAILED', 1],
  ] as const)('%s is reply %i, then the end', async (code, expected) => {
    const { client } = setUp(failWith(code));
    client.write(Buffer.concat([GREETING, connectTo('a.example', 80)]));
    expect(await buffer(client)).toEqual(Buffer.concat([Buffer.from([5, 0]), reply(expected)]));
  });

  test('refuses what is not CONNECT without dialling (TestInbound_HandleSocks_RejectsNonConnect)', async () => {
    const { client } = setUp(() => {
      throw new Error('this must not be dialled');
    });
    client.write(Buffer.from([...GREETING, 5, 3, 0, 1, 0, 0, 0, 0, 0, 0]));
    expect(await buffer(client)).toEqual(Buffer.concat([Buffer.from([5, 0]), reply(7)]));
  });

  test.each([
    ['another protocol', [...Buffer.from('GET / HTTP/1.1\r\n')], []],
    ['methods that all need a login', [5, 2, 1, 2], [5, 0xff]],
    ['a reserved byte that is not 0', [...GREETING, 5, 1, 1, 1], [5, 0, ...reply(1)]],
    ['an unknown type of address', [...GREETING, 5, 1, 0, 2], [5, 0, ...reply(8)]],
    [
      'a name with a control character',
      [...GREETING, 5, 1, 0, 3, 1, 0, 0, 80],
      [5, 0, ...reply(1)],
    ],
  ])('refuses %s, and ends', async (_what, said, answer) => {
    const { client } = setUp(() => {
      throw new Error('this must not be dialled');
    });
    client.write(Buffer.from(said));
    expect([...(await buffer(client))]).toEqual(answer);
  });

  test('gives up on a handshake after 30 s', async () => {
    const { client, clock } = setUp(failWith('DIAL_FAILED'));
    client.write(GREETING);
    await once(client, 'readable');
    client.resume();
    const closed = once(client, 'close');
    clock.advance(30_000);
    await closed;
    expect(client.readableEnded).toBe(false);
  });

  test('calls off its dial when the client leaves', async () => {
    const aborted = new Promise((resolve) => {
      const dial: DialDestination = (_destination, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            resolve('aborted');
            reject(new DialError('DIAL_ABORTED', 'for the test'));
          });
          client.destroy(new Error('the client leaves'));
        });
      const { client } = setUp(dial);
      client.write(Buffer.concat([GREETING, connectTo('a.example', 80)]));
    });
    expect(await aborted).toBe('aborted');
  });

  test('names a destination in the debug log only', async () => {
    const { client, log } = setUp(failWith('DIAL_REFUSED'));
    client.write(Buffer.concat([GREETING, connectTo('secret.example', 80)]));
    await buffer(client);
    expect(log.records.map(([level]) => level)).toEqual(['debug']);
    expect(JSON.stringify(log.records)).toContain('secret.example');
  });
});
