import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import type { Fetch } from '../../../src/meek/carrier.ts';
import { startServer, toTcp } from '../../server/server-under-test.ts';
import { startTcpServer } from '../../server/tcp-servers.ts';
import { openRealSession, readBytes, writeBytes } from './open-real-session.ts';

const TWO_MIB = 2 * 1024 * 1024;

/** Loses every fourth answer, after the server has processed its request. */
function losingFetch() {
  const counted = { exchanges: 0, lost: 0 };
  const fetchThrough: Fetch = async (url, init) => {
    const response = await fetch(url, init);
    const { status, headers } = response;
    const body = await response.arrayBuffer();
    counted.exchanges += 1;
    if (counted.exchanges % 4 > 0) return new Response(body, { status, headers });
    counted.lost += 1;
    throw new TypeError('the answer was lost');
  };
  return { fetchThrough, counted };
}

test('lost answers lose no downlink byte, nor repeat one (TestMeekRetryDownloadIntegrity)', async () => {
  const sent = randomBytes(TWO_MIB);
  const upstream = await startTcpServer((socket) => socket.end(sent));
  const { port } = await startServer({ dial: toTcp(upstream.port) });
  const { fetchThrough, counted } = losingFetch();
  const pipe = openRealSession(port, { fetchThrough });
  const received = await readBytes(pipe.readable);
  expect(Buffer.compare(received, sent)).toBe(0);
  expect(counted.lost).toBeGreaterThan(1);
}, 60_000);

test('lost answers write no uplink byte twice (TestMeekRetryUploadNoDuplication)', async () => {
  const sent = randomBytes(TWO_MIB);
  const received = Promise.withResolvers<Buffer>();
  const upstream = await startTcpServer((socket) => received.resolve(buffer(socket)));
  const { port } = await startServer({ dial: toTcp(upstream.port) });
  const { fetchThrough, counted } = losingFetch();
  const pipe = openRealSession(port, { fetchThrough });
  await writeBytes(pipe.writable, sent);
  await pipe.writable.close();
  expect(Buffer.compare(await received.promise, sent)).toBe(0);
  expect(counted.lost).toBeGreaterThan(1);
}, 60_000);

test('both directions at once arrive whole', async () => {
  const sent = randomBytes(TWO_MIB);
  const upstream = await startTcpServer((socket) => socket.pipe(socket));
  const { port } = await startServer({ dial: toTcp(upstream.port) });
  const { fetchThrough, counted } = losingFetch();
  const pipe = openRealSession(port, { fetchThrough });
  const writing = writeBytes(pipe.writable, sent);
  const received = await readBytes(pipe.readable, TWO_MIB);
  await writing;
  expect(Buffer.compare(received, sent)).toBe(0);
  expect(counted.lost).toBeGreaterThan(1);
}, 60_000);
