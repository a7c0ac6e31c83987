import { Duplex } from 'node:stream';
import { expect, test } from 'vitest';
import { ManualClock } from '../meek/manual-clock.ts';
import { MeekClient, send } from './meek-client.ts';
import { startServer, toTcp } from './server-under-test.ts';
import { startTcpServer } from './tcp-servers.ts';

const MAX_BODY_BYTES = 262_144;
const CHUNK_BYTES = 65_536;
const HOLD_MS = 50;

test('an upstream that floods is held back, and goes on when there is room', async () => {
  let produced = 0;
  const upstream = new Duplex({
    read() {
      produced += CHUNK_BYTES;
      this.push(Buffer.alloc(CHUNK_BYTES));
    },
    write: (_chunk, _encoding, done) => done(),
  });
  const { port } = await startServer({ dial: async () => upstream });
  const client = new MeekClient(port);
  let delivered = 0;
  for (let i = 0; i < 10; i++) {
    delivered += (await client.post()).body.length;
    await send(port, { method: 'GET' });
    // Four bodies here, one read more, and what the stream itself reads ahead.
    const held = produced - delivered;
    expect(held).toBeGreaterThanOrEqual(4 * MAX_BODY_BYTES);
    expect(held).toBeLessThanOrEqual(
      4 * MAX_BODY_BYTES + 2 * CHUNK_BYTES + upstream.readableHighWaterMark,
    );
  }
  expect(delivered).toBeGreaterThan(5 * MAX_BODY_BYTES);
});

test('a POST is answered only once the upstream has taken its bytes', async () => {
  const taken: (() => void)[] = [];
  const upstream = new Duplex({ read() {}, write: (_chunk, _encoding, done) => taken.push(done) });
  const clock = new ManualClock();
  const { port } = await startServer({ dial: async () => upstream, clock, holdMs: HOLD_MS });
  const client = new MeekClient(port);
  let isAnswered = false;
  const post = client.post('uplink').then(() => {
    isAnswered = true;
  });
  await expect.poll(() => taken.length).toBe(1);
  clock.advance(HOLD_MS);
  await send(port, { method: 'GET' });
  expect(isAnswered).toBe(false);
  taken[0]?.();
  await expect.poll(() => clock.scheduledCount).toBe(2);
  clock.advance(HOLD_MS);
  await post;
});

test('an echo slower than its client does not lock both sides', async () => {
  const upstream = await startTcpServer((socket) => socket.pipe(socket));
  const { port } = await startServer({ dial: toTcp(upstream.port), maxBodyBytes: 16_384 });
  const client = new MeekClient(port, { maxBody: 16_384 });
  const chunk = Buffer.alloc(16_384, 'e');
  let back = 0;
  for (let i = 0; i < 400; i++) back += (await client.post(chunk)).body.length;
  await client.read(400 * chunk.length - back);
});
