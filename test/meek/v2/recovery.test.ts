import { expect, test } from 'vitest';
import type { CarrierEnvironment } from '../../../src/meek/carrier.ts';
import type { Route } from '../../../src/meek/fronts/route.ts';
import { RouteMemory } from '../../../src/meek/v2/route-memory.ts';
import { toTcp } from '../../server/server-under-test.ts';
import { startEcho } from '../../server/tcp-servers.ts';
import { startV2Server } from '../../server/v2/server-under-test.ts';
import { seeded } from './faulty-fetch.ts';
import { startMiddlebox } from './middlebox.ts';
import { openRealSession, realEnvironment, routeToPort } from './open-real-session.ts';
import { expectEcho, readAll, readSome, someBytes, write, writeAll } from './transfer.ts';

/** The first route until it fails, then the others in turn. */
function inTurn(ports: readonly number[]): CarrierEnvironment & { readonly failed: string[] } {
  const routes = ports.map((port) => routeToPort(port));
  const failed: string[] = [];
  let current = 0;
  const choose = (bad?: Route) => {
    if (bad && bad === routes[current]) current = (current + 1) % routes.length;
    return routes[current] as Route;
  };
  const observer = {
    answered() {},
    failed: (route: Route) => void failed.push(route.name),
  };
  return {
    ...realEnvironment(ports),
    routes: { choose, another: () => undefined },
    observer,
    failed,
  };
}

test('connections cut at random lose nothing', { timeout: 60_000 }, async () => {
  const echo = await startEcho();
  const { port } = await startV2Server({ dial: toTcp(echo.port) });
  const random = seeded(21);
  const cutAfterBytes = () => 20_000 + random() * 400_000;
  const middlebox = await startMiddlebox(port, { cutAfterBytes });
  await expectEcho(openRealSession(middlebox.port), someBytes(4_000_000, 3));
  expect(middlebox.connectionCount).toBeGreaterThan(10);
  expect(echo.sockets).toHaveLength(1);
});

test('a front that goes dead amid a transfer is left for another', {
  timeout: 30_000,
}, async () => {
  const echo = await startEcho();
  const { port } = await startV2Server({ dial: toTcp(echo.port) });
  const dying = await startMiddlebox(port);
  const environment = inTurn([dying.port, port]);
  const session = openRealSession([], { environment });
  const bytes = someBytes(6_000_000, 4);
  const writing = writeAll(session.writable, bytes);
  const first = await readSome(session.readable, 500_000);
  dying.freeze();
  const rest = await readAll(session.readable);
  await writing;
  expect(Buffer.concat([first, rest]).equals(bytes)).toBe(true);
  expect(environment.failed).toContain(`port-${dying.port}`);
  expect(echo.sockets).toHaveLength(1);
});

test('a front that is dead when an idle session wakes is left', { timeout: 30_000 }, async () => {
  const echo = await startEcho();
  const { port } = await startV2Server({ dial: toTcp(echo.port) });
  const dying = await startMiddlebox(port);
  const session = openRealSession([], { environment: inTurn([dying.port, port]) });
  await write(session.writable, Buffer.from('one'));
  expect(String(await readSome(session.readable, 3))).toBe('one');
  dying.freeze();
  await write(session.writable, Buffer.from('two'));
  expect(String(await readSome(session.readable, 3))).toBe('two');
});

test('a server that was restarted is a clear error, and no new connection', async () => {
  const echo = await startEcho();
  const first = await startV2Server({ dial: toTcp(echo.port) });
  const session = openRealSession(first.port);
  await write(session.writable, Buffer.from('one'));
  await readSome(session.readable, 3);
  first.stop();
  await startV2Server({ dial: toTcp(echo.port), port: first.port });
  await expect(session.closed).rejects.toMatchObject({ code: 'MEEK_SESSION_LOST' });
  expect(echo.sockets).toHaveLength(1);
});

test('another object goes on where a session stopped', { timeout: 30_000 }, async () => {
  const echo = await startEcho();
  const { port } = await startV2Server({ dial: toTcp(echo.port) });
  const bytes = someBytes(5_000_000, 5);
  let sentOffset = 0;
  const onAcknowledged = (offset: number) => {
    sentOffset = offset;
  };
  const first = openRealSession(port, { confirmedBy: 'owner', onAcknowledged });
  const writing = writeAll(first.writable, bytes).catch(() => {});
  const head = await readSome(first.readable, 1_000_000);
  first.confirm(head.length - 100_000);
  first.detach();
  await writing;
  // The owner kept less than it read: the rest was lost with the first object.
  const receivedOffset = head.length - 70_000;
  const second = openRealSession(port, {
    resume: { id: first.id, sentOffset, receivedOffset },
    onAcknowledged,
  });
  const [rest] = await Promise.all([
    readAll(second.readable),
    writeAll(second.writable, bytes.subarray(sentOffset)),
  ]);
  await second.closed;
  const all = Buffer.concat([head.subarray(0, receivedOffset), rest]);
  expect(all.equals(bytes)).toBe(true);
  expect(sentOffset).toBe(bytes.length);
  expect(echo.sockets).toHaveLength(1);
});

test('a session that the server does not hold cannot be resumed', async () => {
  const echo = await startEcho();
  const { port } = await startV2Server({ dial: toTcp(echo.port) });
  const resume = { id: 'feedfacefeedface', sentOffset: 0, receivedOffset: 0 };
  const session = openRealSession(port, { resume });
  await expect(session.closed).rejects.toMatchObject({ code: 'MEEK_SESSION_LOST' });
  expect(echo.sockets).toHaveLength(0);
});

test('answers cut when idle are opened again, and kept alive thereafter', async () => {
  const echo = await startEcho();
  const { port } = await startV2Server({ dial: toTcp(echo.port) });
  const memory = new RouteMemory();
  const session = openRealSession(port, { memory, fetchThrough: cuttingWhenIdle(1_200) });
  await write(session.writable, Buffer.from('one'));
  expect(String(await readSome(session.readable, 3))).toBe('one');
  await expect
    .poll(() => memory.recordOf(`port-${port}`).idleCutMs, { timeout: 10_000 })
    .not.toBeNull();
  expect(memory.styleOf(`port-${port}`).beatMs).toBeLessThan(1_200);
  await write(session.writable, Buffer.from('two'));
  expect(String(await readSome(session.readable, 3))).toBe('two');
}, 20_000);

/** A CDN that cuts answers in which nothing moves. */
function cuttingWhenIdle(idleMs: number): typeof fetch {
  return async (url, init) => {
    const response = await fetch(url, init);
    let timer: NodeJS.Timeout;
    const cut = new TransformStream<Uint8Array, Uint8Array>({
      start(controller) {
        timer = setTimeout(() => controller.error(new TypeError('cut')), idleMs);
      },
      transform(chunk, controller) {
        timer.refresh();
        controller.enqueue(chunk);
      },
      flush: () => clearTimeout(timer),
    });
    return new Response(response.body?.pipeThrough(cut) ?? null, response);
  };
}
