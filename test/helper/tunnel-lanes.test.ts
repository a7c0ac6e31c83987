import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { TunnelWayOut } from '../../src/helper/agent/tunnel-way-out.ts';
import type { Clock } from '../../src/meek/clock.ts';
import type { Destination } from '../../src/tunnel/socks5.ts';
import { readExactly, write } from '../tunnel/h2/pipe-ends.ts';
import { connectToServer, PIN, pipeOf, TOKEN } from '../tunnel/h2/tunnel-under-test.ts';

const NEVER = new AbortController().signal;
const BUSY = Buffer.alloc(200_000, 1);

/** Time stands still, and what is due is called by the test. */
class HeldClock implements Clock {
  timeMs = 0;
  readonly #due = new Map<() => void, number>();
  readonly nowMs = () => this.timeMs;

  schedule(delayMs: number, action: () => void): () => void {
    this.#due.set(action, this.timeMs + delayMs);
    return () => this.#due.delete(action);
  }

  pass(ms: number): void {
    this.timeMs += ms;
    for (const [action, atMs] of [...this.#due]) {
      if (atMs <= this.timeMs && this.#due.delete(action)) action();
    }
  }
}

async function startEcho(): Promise<Destination> {
  const server = createServer((socket) => socket.on('error', () => {}).pipe(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
}

async function openWay() {
  const clock = new HeldClock();
  const servers = [await connectToServer(), await connectToServer()];
  let opened = 0;
  const openPipe = () => {
    const server = servers[opened++];
    if (!server) throw new RangeError('There are no more pipes.');
    return pipeOf(server.stream);
  };
  const way = new TunnelWayOut({ pin: PIN, token: TOKEN, clock, openPipe, onWrongKey: () => {} });
  onTestFinished(() => way.close());
  const echo = await startEcho();
  const dial = () => way.dial(echo, NEVER);
  return { clock, servers, dial, opened: () => opened };
}

/** Time stands still, so what has moved counts from then on. */
async function keepBusy(dial: () => ReturnType<TunnelWayOut['dial']>) {
  const pipe = await dial();
  await Promise.all([write(pipe, BUSY), readExactly(pipe, BUSY.length)]);
}

async function echoes(pipe: Awaited<ReturnType<TunnelWayOut['dial']>>) {
  await write(pipe, 'hello');
  return (await readExactly(pipe, 5)).toString();
}

test('connections that move little share one tunnel', async () => {
  const { dial, opened } = await openWay();
  for (let index = 0; index < 20; index++) expect(await echoes(await dial())).toBe('hello');
  expect(opened()).toBe(1);
});

/** Resolves once a connection went through the second tunnel, which takes a moment to open. */
async function untilSecondServes({ servers, dial }: Awaited<ReturnType<typeof openWay>>) {
  let secondBytes = 0;
  const { stream } = servers[1] ?? expect.fail();
  const spy = vi.spyOn(stream, 'write');
  await vi.waitFor(async () => {
    const pipe = await dial();
    await Promise.all([write(pipe, BUSY), readExactly(pipe, BUSY.length)]);
    await pipe.writable.abort();
    secondBytes = spy.mock.calls.reduce((sum, [chunk]) => sum + chunk.length, 0);
    expect(secondBytes).toBeGreaterThanOrEqual(BUSY.length);
  });
}

test('while the tunnel is busy, new connections go through a second one', async () => {
  const opened = await openWay();
  await keepBusy(opened.dial);
  expect(await echoes(await opened.dial())).toBe('hello');
  await untilSecondServes(opened);
  expect(opened.opened()).toBe(2);
});

test('the second tunnel is closed when it carries nothing and is not needed', async () => {
  const opened = await openWay();
  await keepBusy(opened.dial);
  await untilSecondServes(opened);
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  opened.servers[1]?.stream.once('close', resolve);
  // What was given up a moment ago is still being closed.
  const looking = setInterval(() => opened.clock.pass(30_000), 5);
  await closed;
  clearInterval(looking);
  expect(await echoes(await opened.dial())).toBe('hello');
});
