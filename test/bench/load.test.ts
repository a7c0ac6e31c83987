import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exchange } from './load/exchange.ts';
import { firstBytes, hold, openAtOnce, roundTrips } from './load/latency.ts';
import type { Target } from './load/tasks.ts';
import { download, upload } from './load/transfer.ts';
import { Comparison } from './origin/checked-exchange.ts';
import { serveConnection } from './origin/serve.ts';

const sockets = new Set<Socket>();
let origin: Server;
let target: Target;

beforeAll(async () => {
  origin = createServer((socket) => {
    sockets.add(socket);
    serveConnection(socket);
  }).listen(0, '127.0.0.1');
  await once(origin, 'listening');
  target = { host: '127.0.0.1', port: (origin.address() as AddressInfo).port };
});

afterAll(() => {
  for (const socket of sockets) socket.destroy();
  origin.close();
});

const SIZE = { downBytes: 300_000, upBytes: 200_000, bytesPerSecond: 1e12, restMs: 0 };

test.each([
  ['download', download],
  ['upload', upload],
])('%s counts bytes over its window, and those of the ramp apart', async (_, transfer) => {
  const received = await transfer(target, 50, 100);
  expect(received.windowMs).toBeGreaterThanOrEqual(100);
  expect(received.allMs).toBeGreaterThanOrEqual(150);
  expect(received.windowBytes).toBeGreaterThan(0);
  expect(received.allBytes).toBeGreaterThan(received.windowBytes);
});

test('latencies are measured in turn, at once and on an open connection', async () => {
  expect(await firstBytes(target, 5, 1_000)).toHaveLength(5);
  expect(await roundTrips(target, 5)).toHaveLength(5);
  expect(await openAtOnce(target, 20)).toBeGreaterThan(0);
  expect(await hold(target, 3)).toBeNull();
});

test('an exchange moves exactly its bytes both ways', async () => {
  const exchanged = await exchange(target, SIZE, 5_000);
  expect(exchanged).toMatchObject({
    ended: 'complete',
    down: { bytes: 300_000, isExact: true },
    up: { bytes: 200_000, isExact: true },
  });
});

test('an exchange keeps its pace, and rests in its middle', async () => {
  const slow = { downBytes: 20_000, upBytes: 20_000, bytesPerSecond: 200_000, restMs: 300 };
  const { elapsedMs, down } = await exchange(target, slow, 5_000);
  expect(elapsedMs).toBeGreaterThan(350);
  expect(down.longestGapMs).toBeGreaterThan(250);
});

test.each([
  ['was reset', 'reset', (socket: Socket) => socket.resetAndDestroy()],
  // It goes on reading: what is not read when a socket closes makes a reset of its end.
  ['has ended early', 'ended early', (socket: Socket) => socket.end('too little').resume()],
] as const)('an exchange whose far end leaves amid it %s', async (_, ended, leave) => {
  const leaving = createServer((socket) => {
    socket.on('error', () => {}).once('data', () => leave(socket));
  }).listen(0, '127.0.0.1');
  await once(leaving, 'listening');
  const { port } = leaving.address() as AddressInfo;
  const slow = { ...SIZE, bytesPerSecond: 100_000 };
  const exchanged = await exchange({ host: '127.0.0.1', port }, slow, 5_000);
  expect(exchanged).toMatchObject({ ended, up: null, down: { isExact: false } });
  leaving.close();
});

test('an exchange that does not get on ends at its limit', async () => {
  const slow = { ...SIZE, bytesPerSecond: 100 };
  expect(await exchange(target, slow, 200)).toMatchObject({ ended: 'at its limit', up: null });
});

test('a comparison sees a wrong byte, and what is missing', () => {
  const wrong = new Comparison(Buffer.from('right'));
  wrong.take(Buffer.from('rigth'));
  expect(wrong.result()).toMatchObject({ bytes: 5, isExact: false });
  const short = new Comparison(Buffer.from('right'));
  expect(short.take(Buffer.from('rig'))).toHaveLength(0);
  expect(short.result()).toMatchObject({ bytes: 3, isExact: false });
  expect(short.take(Buffer.from('ht and more')).toString()).toBe(' and more');
  expect(short.result()).toMatchObject({ bytes: 5, isExact: true });
});
