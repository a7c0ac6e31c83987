import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../dev/ports.ts';
import { pseudoRandomBytes } from '../../dev/pseudo-random.ts';
import { EdgePins } from '../../src/helper/agent/edge-pins.ts';
import type { PinnedEdge } from '../../src/link/messages.ts';
import { Reply } from '../../src/tunnel/socks5.ts';
import { AttachedExtension } from './attached-extension.ts';
import { TcpClient } from './tcp-client.ts';

/** Where an edge would be: sends everything back, and the end after it. */
async function echoing(): Promise<{ port: number; sockets: Socket[] }> {
  const sockets: Socket[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket);
    socket.on('error', () => {}).pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { port: (server.address() as AddressInfo).port, sockets };
}

function pins(): EdgePins {
  const made = new EdgePins();
  onTestFinished(() => made.close());
  return made;
}

const edge = (port: number, host = 'cdn.example'): PinnedEdge => ({
  host,
  port,
  address: '127.0.0.1',
});

/** As a browser asks, Firefox with a login; resolves with the reply. */
async function ask(client: TcpClient, host: string, port: number, user?: string): Promise<number> {
  const name = Buffer.from(host);
  client.write(Uint8Array.of(5, 1, user === undefined ? 0 : 2));
  await client.take(2);
  if (user !== undefined) {
    client.write(Buffer.concat([Buffer.of(1, user.length), Buffer.from(user), Buffer.of(1, 0x78)]));
    await client.take(2);
  }
  client.write(Buffer.concat([Buffer.of(5, 1, 0, 3, name.length), name, portBytes(port)]));
  const [, reply = -1] = await client.take(10);
  return reply;
}

function portBytes(port: number): Buffer {
  return Buffer.of(port >> 8, port & 255);
}

test('an edge is reached at its address, whatever DNS says of its name', async () => {
  const { port } = await echoing();
  const client = await TcpClient.connect(await pins().pin([edge(port)]));
  expect(await ask(client, 'CDN.example', port)).toBe(Reply.succeeded);
  const sent = pseudoRandomBytes(1_000_000);
  client.write(sent);
  expect(Buffer.compare(await client.take(sent.length), sent)).toBe(0);
  client.end();
  await client.ended;
});

test('of several addresses of an edge the login names one', async () => {
  const port = await freePort();
  const reached: string[] = [];
  for (const address of ['127.0.0.1', '127.0.0.2']) {
    const server = createServer((socket) => {
      reached.push(address);
      socket.destroy();
    });
    server.listen(port, address);
    await once(server, 'listening');
    onTestFinished(() => void server.close());
  }
  const made = pins();
  const edges = ['127.0.0.1', '127.0.0.2'].map((address) => ({ ...edge(port), address }));
  const pinPort = await made.pin(edges);
  for (const user of ['127.0.0.2', '127.0.0.1', undefined]) {
    const client = await TcpClient.connect(pinPort);
    expect(await ask(client, 'cdn.example', port, user)).toBe(Reply.succeeded);
    await client.ended;
  }
  expect(reached).toEqual(['127.0.0.2', '127.0.0.1', '127.0.0.1']);
});

describe('it leads nowhere else:', () => {
  test.each([
    ['another name', 'origin.example', 0],
    ['another port', 'cdn.example', 1],
    ['the address itself', '127.0.0.1', 0],
  ])('%s', async (_what, host, more) => {
    const { port, sockets } = await echoing();
    const client = await TcpClient.connect(await pins().pin([edge(port)]));
    expect(await ask(client, host, port + more)).toBe(Reply.notAllowed);
    await client.ended;
    expect(sockets).toEqual([]);
  });

  test.each(['CONNECT x:443 HTTP/1.1', 'GET http://127.0.0.1/ HTTP/1.1', 'GET / HTTP/1.1'])(
    'by HTTP: %s',
    async (request) => {
      const client = await TcpClient.connect(await pins().pin([]));
      client.write(`${request}\r\nHost: x\r\n\r\n`);
      await client.ended;
      expect(client.received.length).toBe(0);
    },
  );

  test('an address that is not the edge’s', async () => {
    const { port, sockets } = await echoing();
    const client = await TcpClient.connect(await pins().pin([edge(port)]));
    expect(await ask(client, 'cdn.example', port, '127.0.0.2')).toBe(Reply.notAllowed);
    expect(sockets).toEqual([]);
  });

  test('an edge that is not pinned any more', async () => {
    const { port } = await echoing();
    const made = pins();
    const pinPort = await made.pin([edge(port)]);
    expect(await made.pin([edge(port, 'other.example')])).toBe(pinPort);
    const client = await TcpClient.connect(pinPort);
    expect(await ask(client, 'cdn.example', port)).toBe(Reply.notAllowed);
  });
});

test('an edge that refuses is said to', async () => {
  const port = await freePort();
  const client = await TcpClient.connect(await pins().pin([edge(port)]));
  expect(await ask(client, 'cdn.example', port)).toBe(Reply.connectionRefused);
});

test('a connection that the edge resets is reset, not ended', async () => {
  const { port, sockets } = await echoing();
  const client = await TcpClient.connect(await pins().pin([edge(port)]));
  await ask(client, 'cdn.example', port);
  client.write('x');
  await client.take(1);
  sockets[0]?.resetAndDestroy();
  expect(await client.closed).toBe('ECONNRESET');
});

test('the agent opens the port when told to, and closes it when it is to stop', async () => {
  const { port } = await echoing();
  const extension = new AttachedExtension();
  await extension.tell({ type: 'pin-edges', edges: [edge(port)] });
  await expect.poll(() => extension.messages.at(-1)?.type).toBe('edges-pinned');
  const { port: pinPort } = extension.messages.at(-1) as { port: number };
  expect(await ask(await TcpClient.connect(pinPort), 'cdn.example', port)).toBe(0);
  await extension.tell({ type: 'stop-listening' });
  await expect(TcpClient.connect(pinPort)).rejects.toThrow('ECONNREFUSED');
});
