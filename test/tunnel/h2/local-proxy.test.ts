import { execFile } from 'node:child_process';
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ensureSystemPackages } from '../../../dev/system-packages.ts';
import { EarlyAnswers } from '../../../src/helper/local-proxy/early-answers.ts';
import { LocalProxy } from '../../../src/helper/local-proxy/listener.ts';
import { systemClock } from '../../../src/meek/clock.ts';
import { DialError, type DialErrorCode } from '../../../src/server/dial.ts';
import { encodeUdpPacket, parseUdpPacket } from '../../../src/tunnel/socks5-udp.ts';
import { TcpClient } from '../../helper/tcp-client.ts';
import { closedPort, received, startEcho, startTcpServer } from '../../server/tcp-servers.ts';
import { openTunnel, type ServerOptions } from './tunnel-under-test.ts';
import { startDnsServer, startUdpEcho, startUdpServer } from './udp-servers.ts';

const HOST = '127.0.0.1';
const GREETING = [5, 1, 0];
const portOf = (port: number) => [port >> 8, port & 0xff];
const connectTo = (port: number) => Uint8Array.of(5, 1, 0, 1, 127, 0, 0, 1, ...portOf(port));

/** Early for these ports, whatever was learnt before. */
class EarlyFor extends EarlyAnswers {
  readonly #ports: readonly number[];

  constructor(ports: readonly number[]) {
    super(systemClock);
    this.#ports = ports;
  }

  override areFor({ port }: { port: number }): boolean {
    return this.#ports.includes(port);
  }
}

/** A local proxy whose way out is a tunnel. */
async function openProxy(options: ServerOptions & { earlyPorts?: number[] } = {}) {
  const { tunnel } = await openTunnel(options);
  const proxy = await LocalProxy.open(0, {
    dial: (destination, signal, firstBytes) =>
      tunnel.dial(destination, {
        signal,
        ...(firstBytes && { earlyData: firstBytes, isOptimistic: true }),
      }),
    acceptLink: (_request, socket) => socket.destroy(),
    openUdp: (destination, onDatagram) => tunnel.openUdp(destination, onDatagram),
    earlyAnswers: new EarlyFor(options.earlyPorts ?? []),
  });
  onTestFinished(() => proxy.close());
  return { tunnel, port: proxy.port };
}

async function socksClient(port: number): Promise<TcpClient> {
  const app = await TcpClient.connect(port);
  app.write(Uint8Array.from(GREETING));
  await app.take(2);
  return app;
}

/** An app's UDP association and the socket that it sends from. */
async function associate(port: number) {
  const app = await socksClient(port);
  app.write(Uint8Array.of(5, 3, 0, 1, 0, 0, 0, 0, 0, 0));
  const reply = await app.take(10);
  expect([...reply.subarray(0, 8)]).toEqual([5, 0, 0, 1, 127, 0, 0, 1]);
  const relayPort = reply.readUInt16BE(8);
  return { app, relayPort, socket: await udpSocket() };
}

async function udpSocket(): Promise<UdpSocket> {
  const socket = createSocket('udp4');
  socket.bind(0, HOST);
  await once(socket, 'listening');
  onTestFinished(() => void socket.close());
  return socket;
}

describe('every failure of the server’s is the reply that it stands for', () => {
  test.each([
    ['DIAL_FAILED', 1],
    ['DIAL_NOT_ALLOWED', 2],
    ['DIAL_NETWORK_UNREACHABLE', 3],
    ['DIAL_HOST_UNREACHABLE', 4],
    ['DIAL_REFUSED', 5],
    ['DIAL_TIMEOUT', 6],
  ] as const)('%s is reply %i', async (code: DialErrorCode, reply) => {
    const { port } = await openProxy({
      dial: async () => {
        throw new DialError(code, 'for the test');
      },
    });
    const app = await socksClient(port);
    app.write(connectTo(80));
    expect([...(await app.take(10))]).toEqual([5, reply, 0, 1, 0, 0, 0, 0, 0, 0]);
    await app.ended;
  });
});

describe('an early answer', () => {
  test('comes before the server’s', async () => {
    const hasFirstBytes = Promise.withResolvers<void>();
    const { port } = await openProxy({
      earlyPorts: [80],
      dial: async () => {
        await hasFirstBytes.promise;
        throw new DialError('DIAL_REFUSED', 'for the test');
      },
    });
    const app = await socksClient(port);
    app.write(connectTo(80));
    expect((await app.take(10))[1]).toBe(0);
    hasFirstBytes.resolve();
    expect(await app.closed).toBe('ECONNRESET');
  });

  test('leaves the connection as it would be', async () => {
    const echo = await startEcho();
    const { port } = await openProxy({ earlyPorts: [echo.port] });
    const app = await socksClient(port);
    app.write(connectTo(echo.port));
    app.write('hello');
    expect(`${(await app.take(15)).subarray(10)}`).toBe('hello');
  });

  test('does not wait for an app that lets the server speak first', async () => {
    const server = await startTcpServer((socket) => socket.write('220 ready'));
    const { port } = await openProxy({ earlyPorts: [server.port] });
    const app = await socksClient(port);
    app.write(connectTo(server.port));
    expect(`${(await app.take(19)).subarray(10)}`).toBe('220 ready');
  });

  test('that turns out wrong is a reset', async () => {
    const refused = await closedPort();
    const { port } = await openProxy({ earlyPorts: [refused] });
    const app = await socksClient(port);
    app.write(connectTo(refused));
    expect((await app.take(10))[1]).toBe(0);
    app.write('hello?');
    expect(await app.closed).toBe('ECONNRESET');
  });

  test('is given to CONNECT of HTTP alike', async () => {
    const echo = await startEcho();
    const { port } = await openProxy({ earlyPorts: [echo.port] });
    const app = await TcpClient.connect(port);
    app.write(`CONNECT ${HOST}:${echo.port} HTTP/1.1\r\n\r\nearly`);
    expect(await app.takeThrough('\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 /);
    expect(`${await app.take(5)}`).toBe('early');
  });

  test('keeps an end that follows at once', async () => {
    const server = await startTcpServer((socket) => {
      const uplink = received(socket);
      socket.on('end', () => socket.end(`heard ${uplink()}`));
    });
    const { port } = await openProxy({ earlyPorts: [server.port] });
    const app = await socksClient(port);
    app.write(connectTo(server.port));
    app.write('all there is');
    app.end();
    await app.ended;
    expect(`${app.received.subarray(10)}`).toBe('heard all there is');
  });
});

describe('UDP ASSOCIATE', () => {
  test('carries datagrams to several destinations and back', async () => {
    const [one, two] = [await startUdpEcho(), await startUdpEcho()];
    const { port } = await openProxy();
    const { relayPort, socket } = await associate(port);
    for (const [destination, host] of [
      [one, HOST],
      [two, 'localhost.example'],
    ] as const) {
      const packet = {
        destination: { host, port: destination.port },
        payload: Buffer.from(`to ${host}`),
      };
      const answered = once(socket, 'message');
      socket.send(encodeUdpPacket(packet), relayPort, HOST);
      const [answer] = await answered;
      expect(parseUdpPacket(answer)).toEqual(packet);
    }
  });

  test('drops fragments, nonsense, and what another program sends', async () => {
    const heard: string[] = [];
    const destination = await startUdpServer((payload) => void heard.push(`${payload}`));
    const { port } = await openProxy();
    const { relayPort, socket } = await associate(port);
    const to = { host: HOST, port: destination.port };
    const packet = (text: string) =>
      Buffer.from(encodeUdpPacket({ destination: to, payload: Buffer.from(text) }));
    const send = (from: UdpSocket, bytes: Buffer) =>
      new Promise((resolve) => from.send(bytes, relayPort, HOST, resolve));
    const fragment = packet('a fragment');
    fragment[2] = 1;
    await send(socket, packet('first'));
    await expect.poll(() => heard).toEqual(['first']);
    await send(await udpSocket(), packet('a stranger'));
    await send(socket, fragment);
    await send(socket, Buffer.from('nonsense'));
    await send(socket, packet('last'));
    await expect.poll(() => heard).toEqual(['first', 'last']);
  });

  test('ends with its TCP connection', async () => {
    const echo = await startUdpEcho();
    const { port, tunnel } = await openProxy();
    const { app, relayPort, socket } = await associate(port);
    const destination = { host: HOST, port: echo.port };
    const answered = once(socket, 'message');
    socket.send(encodeUdpPacket({ destination, payload: Buffer.from('x') }), relayPort, HOST);
    await answered;
    expect(tunnel.openStreams).toBe(1);
    app.end();
    await app.closed;
    await expect.poll(() => tunnel.openStreams).toBe(0);
    // The relay's port is free again.
    const again = createSocket('udp4').bind(relayPort, HOST);
    await once(again, 'listening');
    again.close();
  });

  test('dig gets its answer', async () => {
    await ensureSystemPackages(['dig']);
    const dns = await startDnsServer();
    const { port } = await openProxy();
    const { relayPort, socket } = await associate(port);
    const destination = { host: HOST, port: dns.port };
    // What dig sends goes in as a SOCKS datagram; the answer comes out of one.
    const shim = await udpSocket();
    const askers: number[] = [];
    shim.on('message', (query, { port: asker }) => {
      askers.push(asker);
      socket.send(encodeUdpPacket({ destination, payload: query }), relayPort, HOST);
    });
    socket.on('message', (datagram) => {
      const answer = parseUdpPacket(datagram)?.payload ?? Buffer.alloc(0);
      shim.send(answer, askers.at(-1) ?? 0, HOST);
    });
    const argv = [
      `@${HOST}`,
      '-p',
      `${shim.address().port}`,
      '+short',
      '+noedns',
      'a.example',
      'A',
    ];
    const { stdout } = await promisify(execFile)('dig', argv);
    expect(stdout).toBe('192.0.2.53\n');
  });
});
