import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { UDP_IDLE_LIMIT_MS } from '../../../src/server/builtin/connect-udp-handler.ts';
import { ManualClock } from '../../meek/manual-clock.ts';
import { pattern } from './pipe-ends.ts';
import { openTunnel } from './tunnel-under-test.ts';
import { startUdpEcho, startUdpServer } from './udp-servers.ts';

const HOST = '127.0.0.1';

/** Datagrams as they come. */
function inbox() {
  const received: Buffer[] = [];
  return {
    received,
    onDatagram: (payload: Uint8Array) => void received.push(Buffer.from(payload)),
  };
}

describe('a flow of datagrams', () => {
  test('goes to its destination and back, one by one', async () => {
    const echo = await startUdpEcho();
    const { tunnel } = await openTunnel();
    const { received, onDatagram } = inbox();
    const flow = await tunnel.openUdp({ host: HOST, port: echo.port }, onDatagram);
    const sent = [Buffer.alloc(0), Buffer.from('one'), pattern(1_200), pattern(60_000)];
    for (const payload of sent) {
      flow.send(payload);
      await expect.poll(() => received.at(-1)).toEqual(payload);
    }
    expect(received).toHaveLength(sent.length);
  });

  test('goes to a name, and shares the tunnel with others', async () => {
    const echo = await startUdpEcho();
    const { tunnel } = await openTunnel();
    const boxes = await Promise.all(
      Array.from({ length: 10 }, async (_, index) => {
        const { received, onDatagram } = inbox();
        const destination = { host: 'localhost.example', port: echo.port };
        const flow = await tunnel.openUdp(destination, onDatagram);
        flow.send(Buffer.from(`flow ${index}`));
        return received;
      }),
    );
    await expect
      .poll(() => boxes.map(([payload]) => `${payload}`))
      .toEqual(boxes.map((_, index) => `flow ${index}`));
  });

  test('takes datagrams from its destination only', async () => {
    const sender = Promise.withResolvers<number>();
    const destination = await startUdpServer((_payload, { port }) => sender.resolve(port));
    const stranger = await startUdpServer(() => {});
    const { tunnel } = await openTunnel();
    const { received, onDatagram } = inbox();
    const flow = await tunnel.openUdp({ host: HOST, port: destination.port }, onDatagram);
    flow.send(Buffer.from('hello'));
    const port = await sender.promise;
    stranger.socket.send('forged', port, HOST);
    await new Promise((resolve) => stranger.socket.send('forged', port, HOST, resolve));
    destination.socket.send('real', port, HOST);
    await expect.poll(() => received.map(String)).toEqual(['real']);
  });

  test('drops what is longer than UDP can be', async () => {
    const echo = await startUdpEcho();
    const { tunnel } = await openTunnel();
    const { received, onDatagram } = inbox();
    const flow = await tunnel.openUdp({ host: HOST, port: echo.port }, onDatagram);
    flow.send(Buffer.alloc(65_528));
    // Within RFC 9298's limit, but more than IPv4 takes.
    flow.send(Buffer.alloc(65_520));
    flow.send(Buffer.from('still here'));
    await expect.poll(() => received.map(String)).toEqual(['still here']);
  });

  test.each([
    ['a private address', { host: HOST, port: 53 }, { allowPrivate: false }],
    ['a name without address', { host: 'nowhere.example', port: 53 }, {}],
  ])('to %s is refused', async (_what, destination, options) => {
    const { tunnel, log } = await openTunnel(options);
    const { received, onDatagram } = inbox();
    const flow = await tunnel.openUdp(destination, onDatagram);
    flow.send(Buffer.from('hello'));
    await flow.closed;
    expect(received).toEqual([]);
    expect(log.records).toMatchObject([['debug', { event: 'destination-unreachable' }]]);
    expect(tunnel.openStreams).toBe(0);
  });

  test('ends when it is idle, not before', async () => {
    const echo = await startUdpEcho();
    const clock = new ManualClock();
    const { tunnel } = await openTunnel({ clock });
    const { received, onDatagram } = inbox();
    const flow = await tunnel.openUdp({ host: HOST, port: echo.port }, onDatagram);
    flow.send(Buffer.from('one'));
    await expect.poll(() => received.length).toBe(1);
    clock.advance(UDP_IDLE_LIMIT_MS - 1);
    flow.send(Buffer.from('two'));
    await expect.poll(() => received.length).toBe(2);
    clock.advance(UDP_IDLE_LIMIT_MS - 1);
    expect(tunnel.openStreams).toBe(1);
    clock.advance(1);
    await flow.closed;
    expect(clock.scheduledCount).toBe(0);
  });

  test('that is closed frees its socket', async () => {
    const echo = await startUdpEcho();
    const sockets: { once: (event: string, then: () => void) => unknown }[] = [];
    const { createSocket } = await import('node:dgram');
    const { tunnel } = await openTunnel({
      openUdp: async ({ port }) => {
        const socket = createSocket('udp4');
        socket.connect(port, HOST);
        await once(socket, 'connect');
        sockets.push(socket);
        return socket;
      },
    });
    const { received, onDatagram } = inbox();
    const flow = await tunnel.openUdp({ host: HOST, port: echo.port }, onDatagram);
    flow.send(Buffer.from('hello'));
    await expect.poll(() => received.length).toBe(1);
    const closed = new Promise<void>((resolve) => sockets[0]?.once('close', resolve));
    flow.close();
    await closed;
  });

  test('ends with the tunnel', async () => {
    const echo = await startUdpEcho();
    const { tunnel } = await openTunnel();
    const flow = await tunnel.openUdp({ host: HOST, port: echo.port }, () => {});
    tunnel.close();
    await flow.closed;
    flow.send(Buffer.from('into the void'));
  });
});
