import { createServer } from 'node:net';
import * as v from 'valibot';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ExitCheck } from '../../src/helper/agent/exit-check.ts';
import { TunnelWayOut } from '../../src/helper/agent/tunnel-way-out.ts';
import type { WayOut } from '../../src/helper/agent/way-out.ts';
import { LocalProxy } from '../../src/helper/local-proxy/listener.ts';
import { type Clock, systemClock } from '../../src/meek/clock.ts';
import { ServerExit } from '../../src/meek/server-exit.ts';
import { describeExit } from '../../src/server/builtin/exit-address.ts';
import { TunnelError } from '../../src/tunnel/errors.ts';
import { ManualClock } from '../meek/manual-clock.ts';
import { closedPort } from '../server/tcp-servers.ts';
import {
  connectToServer,
  PIN,
  pipeOf,
  type ServerOptions,
  TOKEN,
} from '../tunnel/h2/tunnel-under-test.ts';
import { pipePair } from './memory-pipe.ts';
import { TcpClient } from './tcp-client.ts';

const EXIT: ServerExit = { version: '1.2.3', ipv4: '203.0.113.7', ipv6: null };

/** A local proxy whose way out is this, and the check of it. */
async function checkOf(openExit: WayOut['openExit'], clock: Clock = systemClock) {
  const check = new ExitCheck(clock, () => openExit);
  const dialled: string[] = [];
  const proxy = await LocalProxy.open(0, {
    dial: ({ host }, signal) => {
      dialled.push(host);
      return check.pipeFor(host, signal) ?? Promise.reject(new Error('another host'));
    },
    acceptLink: (_request, socket) => socket.destroy(),
  });
  onTestFinished(() => proxy.close());
  return { check, port: proxy.port, dialled };
}

async function wayTo(options: ServerOptions): Promise<TunnelWayOut> {
  const { stream } = await connectToServer(options);
  const way = new TunnelWayOut({
    pin: PIN,
    token: TOKEN,
    clock: systemClock,
    openPipe: () => pipeOf(stream),
    onWrongKey: () => {},
  });
  onTestFinished(() => way.close());
  return way;
}

const saying = (text: string): WayOut['openExit'] => {
  return async () => {
    const { near, far } = pipePair();
    const writer = far.writable.getWriter();
    void writer.write(new TextEncoder().encode(text)).then(() => writer.close());
    return near;
  };
};

describe('through a real tunnel', () => {
  test('the server says where it goes out, and each question has a name of its own', async () => {
    const way = await wayTo({ describeExit: async () => EXIT });
    const { check, port, dialled } = await checkOf(way.openExit);
    const result = await check.run(port);
    expect(result).toEqual({ kind: 'told', exit: EXIT, roundTripMs: expect.any(Number) });
    expect(new Set(dialled).size).toBe(2);
    for (const name of dialled) expect(name).toMatch(/^[0-9a-f]{32}\.invalid$/);
  });

  test('a server that does not say is no failure of the tunnel', async () => {
    const way = await wayTo({});
    const { check, port } = await checkOf(way.openExit);
    expect(await check.run(port)).toEqual({ kind: 'failed', code: 'EXIT_NOT_TOLD' });
  });

  test('without the token nothing is told', async () => {
    const way = await wayTo({ describeExit: async () => EXIT, token: 'another' });
    const { check, port } = await checkOf(way.openExit);
    expect(await check.run(port)).toEqual({ kind: 'failed', code: 'TUNNEL_TOKEN_REFUSED' });
  });
});

test('of the machine itself a server tells no private address', async () => {
  const own = { 4: '10.0.0.7', 6: '2a00:1450:4001:81b::200e' };
  const described = (given: string[], addresses: Record<4 | 6, string | null>) =>
    describeExit({ version: '1', given, ownAddress: async (family) => addresses[family] });
  const none = { version: '1', ipv4: null, ipv6: null };
  expect(await described([], own)).toEqual({ ...none, ipv4: 'translated', ipv6: own[6] });
  expect(await described([], { 4: null, 6: null })).toEqual(none);
  expect(await described(['203.0.113.7'], own)).toEqual({ ...none, ipv4: '203.0.113.7' });
});

test('the system’s own answer, whatever it is, is one that a client takes', async () => {
  const exit = await describeExit({ version: '1', given: [] });
  expect(v.is(ServerExit, exit)).toBe(true);
});

describe('what the server says is not trusted', () => {
  test.each([
    ['not JSON', 'hello'],
    ['no address', JSON.stringify({ ...EXIT, ipv4: '<b>1.2.3.4</b>' })],
    ['an address of the other family', JSON.stringify({ ...EXIT, ipv4: '2001:db8::1' })],
    ['a version with words in it', JSON.stringify({ ...EXIT, version: 'all is well' })],
    ['too much', ' '.repeat(5_000) + JSON.stringify(EXIT)],
    ['nothing', ''],
  ])('%s', async (_what, text) => {
    const { check, port } = await checkOf(saying(text));
    expect(await check.run(port)).toEqual({ kind: 'failed', code: 'EXIT_UNREADABLE' });
  });
});

describe('what failed is named', () => {
  test('no server that could say', async () => {
    const { check, port } = await checkOf(undefined);
    expect(await check.run(port)).toEqual({ kind: 'failed', code: 'EXIT_NOT_TOLD' });
  });

  test('the carrier, by its own code', async () => {
    const { check, port } = await checkOf(async () => {
      throw new TunnelError('TUNNEL_DEAD', 'for the test');
    });
    expect(await check.run(port)).toEqual({ kind: 'failed', code: 'TUNNEL_DEAD' });
  });

  test('a local proxy that is closed, or is not ours any more', async () => {
    const { check } = await checkOf(saying(JSON.stringify(EXIT)));
    const failure = { kind: 'failed', code: 'EXIT_LOCAL_PROXY' };
    expect(await check.run(null)).toEqual(failure);
    expect(await check.run(await closedPort())).toEqual(failure);
    const other = createServer((socket) => socket.end('SSH-2.0-other\r\n')).listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await new Promise((resolve) => other.once('listening', resolve));
    expect(await check.run((other.address() as { port: number }).port)).toEqual(failure);
  });

  test('silence', async () => {
    const clock = new ManualClock();
    const { check, port, dialled } = await checkOf(() => new Promise(() => {}), clock);
    const running = check.run(port);
    await expect.poll(() => dialled.length).toBe(1);
    clock.advance(25_000);
    expect(await running).toEqual({ kind: 'failed', code: 'EXIT_TOO_LATE' });
  });
});

test('who asks while it is being asked has the same answer', async () => {
  const { check, port, dialled } = await checkOf(saying(JSON.stringify(EXIT)));
  expect(check.run(port)).toBe(check.run(port));
  await check.run(port);
  expect(dialled).toHaveLength(2);
});

test('the name means nothing to anybody else', async () => {
  const { port, check, dialled } = await checkOf(saying(JSON.stringify(EXIT)));
  await check.run(port);
  const app = await TcpClient.connect(port);
  app.write(Buffer.from(`CONNECT ${dialled[0]}:80 HTTP/1.1\r\n\r\n`));
  expect(`${await app.take(12)}`).toBe('HTTP/1.1 503');
});
