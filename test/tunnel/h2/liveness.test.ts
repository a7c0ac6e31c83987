import { describe, expect, test } from 'vitest';
import { Liveness, PING_LIMIT_MS, QUIET_MS } from '../../../src/tunnel/liveness.ts';
import { ManualClock } from '../../meek/manual-clock.ts';
import { startEcho } from '../../server/tcp-servers.ts';
import { readAll, readExactly, write } from './pipe-ends.ts';
import { openTunnel } from './tunnel-under-test.ts';

function setUp() {
  const clock = new ManualClock();
  const traffic = { sentBytes: 0, receivedBytes: 0 };
  const answers: (() => void)[] = [];
  let deaths = 0;
  const liveness = new Liveness({
    clock,
    receivedBytes: () => traffic.receivedBytes,
    movedBytes: () => traffic.sentBytes + traffic.receivedBytes,
    ping: (onAnswer) => {
      traffic.sentBytes += 39;
      answers.push(() => {
        traffic.receivedBytes += 39;
        onAnswer();
      });
    },
    onDead: () => {
      deaths += 1;
    },
  });
  return { clock, traffic, answers, liveness, deaths: () => deaths };
}

describe('a PING', () => {
  test('follows traffic that has fallen silent, once', () => {
    const { clock, traffic, answers, liveness, deaths } = setUp();
    liveness.watch();
    traffic.sentBytes += 100;
    clock.advance(2 * QUIET_MS - 1);
    expect(answers).toHaveLength(0);
    clock.advance(1);
    expect(answers).toHaveLength(1);
    answers[0]?.();
    clock.advance(3_600_000);
    expect(answers).toHaveLength(1);
    expect(deaths()).toBe(0);
  });

  test('is not sent while bytes move', () => {
    const { clock, traffic, answers, liveness } = setUp();
    liveness.watch();
    for (let second = 0; second < 600; second++) {
      traffic.receivedBytes += 1;
      clock.advance(1_000);
    }
    expect(answers).toHaveLength(0);
  });

  test('is sent again after more traffic', () => {
    const { clock, traffic, answers, liveness } = setUp();
    liveness.watch();
    for (const expected of [1, 2, 3]) {
      traffic.receivedBytes += 10;
      clock.advance(60_000);
      answers.at(-1)?.();
      clock.advance(2 * PING_LIMIT_MS);
      expect(answers).toHaveLength(expected);
    }
  });

  test('that goes unanswered is the end', () => {
    const { clock, traffic, answers, liveness, deaths } = setUp();
    liveness.watch();
    traffic.sentBytes += 100;
    clock.advance(2 * QUIET_MS);
    expect(answers).toHaveLength(1);
    clock.advance(PING_LIMIT_MS - 1);
    expect(deaths()).toBe(0);
    clock.advance(1);
    expect(deaths()).toBe(1);
  });

  test('that waits behind other bytes is given time', () => {
    const { clock, traffic, answers, liveness, deaths } = setUp();
    liveness.watch();
    traffic.sentBytes += 100;
    clock.advance(2 * QUIET_MS);
    expect(answers).toHaveLength(1);
    traffic.receivedBytes += 1;
    clock.advance(60_000);
    expect(deaths()).toBe(0);
  });

  test('needs an open connection', () => {
    const { clock, traffic, answers, liveness } = setUp();
    liveness.watch();
    traffic.sentBytes += 100;
    liveness.rest();
    expect(clock.scheduledCount).toBe(0);
    clock.advance(3_600_000);
    expect(answers).toHaveLength(0);
  });
});

test('a server that falls silent is TUNNEL_DEAD for every connection', async () => {
  const echo = await startEcho();
  const clientClock = new ManualClock();
  const { tunnel, stream } = await openTunnel({ clientClock });
  const pipe = await tunnel.dial({ host: '127.0.0.1', port: echo.port });
  // Nothing of what the server sends gets through any more.
  stream.pause();
  stream.removeAllListeners('data').removeAllListeners('readable');
  await write(pipe, 'anyone there?');
  await expect.poll(() => clientClock.scheduledCount).toBe(1);
  clientClock.advance(2 * QUIET_MS);
  clientClock.advance(60_000);
  await expect(readAll(pipe)).rejects.toMatchObject({ code: 'TUNNEL_DEAD' });
  await expect(tunnel.closed).rejects.toMatchObject({ code: 'TUNNEL_DEAD' });
});

test('fifty idle connections cost one PING, and then nothing', async () => {
  const echo = await startEcho();
  const clientClock = new ManualClock();
  const { tunnel, sent, received } = await openTunnel({ clientClock });
  for (let index = 0; index < 50; index++) {
    const pipe = await tunnel.dial({ host: '127.0.0.1', port: echo.port });
    await write(pipe, 'hello');
    await readExactly(pipe, 5);
  }
  const passed = () => [...sent, ...received].reduce((sum, chunk) => sum + chunk.length, 0);
  const before = passed();
  const receivedBefore = received.length;
  clientClock.advance(2 * QUIET_MS);
  await expect.poll(() => received.length).toBe(receivedBefore + 1);
  const afterPing = passed();
  expect(afterPing - before).toBeLessThan(120);
  clientClock.advance(3_600_000);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(passed()).toBe(afterPing);
});
