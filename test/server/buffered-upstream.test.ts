import { Duplex } from 'node:stream';
import { expect, test } from 'vitest';
import { BufferedUpstream } from '../../src/server/buffered-upstream.ts';
import { ManualClock } from '../meek/manual-clock.ts';

/** An upstream whose every step the test takes. */
function controlled(limitBytes: number) {
  const writes: { chunk: Buffer; taken: () => void }[] = [];
  const stream = new Duplex({
    read() {},
    write: (chunk, _encoding, taken) => void writes.push({ chunk, taken }),
  });
  const clock = new ManualClock();
  return { stream, writes, clock, upstream: new BufferedUpstream(stream, { clock, limitBytes }) };
}

const turn = () => new Promise(setImmediate);

test('downlink bytes beyond the limit stay in the upstream until there is room', async () => {
  const { stream, upstream } = controlled(100);
  for (let i = 0; i < 10; i++) stream.push(Buffer.alloc(60));
  await turn();
  expect(upstream.pendingBytes).toBe(120);
  expect(stream.isPaused()).toBe(true);
  upstream.take(10);
  await turn();
  expect(upstream.pendingBytes).toBe(110);
  upstream.take(30);
  await turn();
  expect(upstream.pendingBytes).toBe(140);
});

test('written bytes count until the upstream has taken them', async () => {
  const { writes, upstream } = controlled(100);
  upstream.write(Buffer.from('uplink'));
  let isTaken = false;
  const waiting = upstream.until(() => upstream.hasTakenUplink).then(() => (isTaken = true));
  await turn();
  expect(isTaken).toBe(false);
  writes[0]?.taken();
  await waiting;
  expect(isTaken).toBe(true);
});

test('an upstream that waits for its downlink to be read does not block the uplink for ever', async () => {
  const { stream, upstream } = controlled(100);
  upstream.write(Buffer.alloc(50));
  expect(upstream.hasTakenUplink).toBe(false);
  stream.push(Buffer.alloc(100));
  await turn();
  expect(upstream.hasTakenUplink).toBe(true);
  upstream.write(Buffer.alloc(51));
  expect(upstream.hasTakenUplink).toBe(false);
});

test('a wait ends with its time, and leaves no timer when it ends before', async () => {
  const { stream, upstream, clock } = controlled(100);
  const timedOut = upstream.until(() => upstream.pendingBytes > 0, 50);
  clock.advance(50);
  await timedOut;
  const woken = upstream.until(() => upstream.pendingBytes > 0, 50);
  stream.push(Buffer.from('x'));
  await woken;
  expect(clock.scheduledCount).toBe(0);
});

test('a clean end and a break are told apart', async () => {
  const ended = controlled(100);
  ended.stream.push(null);
  await turn();
  expect(ended.upstream.state).toBe('closed');
  ended.stream.destroy(new Error('broken after its end'));
  await turn();
  expect(ended.upstream.state).toBe('closed');

  const broken = controlled(100);
  broken.stream.destroy();
  await turn();
  expect(broken.upstream.state).toBe('failed');
  expect(broken.upstream.write(Buffer.from('x'))).toBe(false);
});
