import { describe, expect, test } from 'vitest';
import { Exchanger } from '../../../src/meek/v1/exchange.ts';
import { Refusal } from '../../../src/meek/v1/wire.ts';
import { anEnvironment, middling, OTHER_ROUTE, ROUTE, someOptions } from '../an-environment.ts';
import type { SentRequest } from '../fake-fetch.ts';
import { marked, markedRefusal, page, unmarkedRefusal } from '../responses.ts';
import { settled } from '../settled.ts';

const never = new AbortController().signal;
const body = new TextEncoder().encode('the same bytes');

function send(setting: Parameters<typeof anEnvironment>[0] = {}, signal = never) {
  const surroundings = anEnvironment(setting);
  const exchanger = new Exchanger('0a1b', someOptions(), surroundings.environment);
  const outcome = exchanger.send({ sequence: 3, body }, signal);
  outcome.catch(() => {});
  return { ...surroundings, exchanger, outcome };
}

describe.each<[string, (request: SentRequest) => void, string]>([
  ['a broken connection', (request) => request.fail(), 'MEEK_FRONT_UNREACHABLE'],
  ['a CDN’s 429', (request) => request.respond(page(429)), 'MEEK_FRONT_REFUSED'],
  ['a CDN’s 403', (request) => request.respond(page(403)), 'MEEK_FRONT_REFUSED'],
  ['a CDN’s 502', (request) => request.respond(page(502)), 'MEEK_SERVER_UNREACHABLE'],
  ['a page with 200', (request) => request.respond(page(200)), 'MEEK_FRONT_REFUSED'],
])('after %s', (_, fail, code) => {
  test('the same bytes are sent again under the same number, four times and no more', async () => {
    const { server, clock, outcome } = send();
    const waitsMs: number[] = [];
    for (let attempt = 1; attempt <= 5; attempt++) {
      const request = await server.next();
      expect(request.headers.get('X-Meek-Seq')).toBe('3');
      expect(request.text).toBe('the same bytes');
      fail(request);
      await settled();
      if (attempt < 5) waitsMs.push(clock.advanceToNext());
    }
    await expect(outcome).rejects.toMatchObject({ name: 'MeekError', code });
    expect(waitsMs).toEqual([250, 500, 750, 1_000]);
    expect(server.sent).toHaveLength(5);
    expect(clock.scheduledCount).toBe(0);
  });
});

test.each([
  [0, 187.5],
  [0.999_999, 312.5],
])('a wait is spread by a quarter (drawn %d)', async (fraction, expectedMs) => {
  const { server, clock } = send({ random: { ...middling, fraction: () => fraction } });
  (await server.next()).fail();
  await settled();
  expect(clock.advanceToNext()).toBeCloseTo(expectedMs, 2);
});

test('an answer to a later attempt is the answer', async () => {
  const { server, clock, outcome } = send();
  (await server.next()).fail();
  await settled();
  clock.advance(250);
  (await server.next()).respond(marked('late'));
  expect(await outcome).toEqual({ bytes: new TextEncoder().encode('late') });
});

test('a retry goes through another front when there is one', async () => {
  const { server, clock } = send({ routes: [ROUTE, OTHER_ROUTE] });
  const first = await server.next();
  first.fail();
  await settled();
  clock.advanceToNext();
  const second = await server.next();
  expect([first.url, second.url].sort()).toEqual([ROUTE.url, OTHER_ROUTE.url]);
  second.fail();
  await settled();
  clock.advanceToNext();
  expect((await server.next()).url).toBe(first.url);
});

test.each([
  ['token', Refusal.badToken, 'MEEK_TOKEN_REFUSED'],
  ['upstream', Refusal.upstreamUnreachable, 'MEEK_UPSTREAM_UNREACHABLE'],
  ['room', Refusal.busy, 'MEEK_SERVER_BUSY'],
  ['session', Refusal.unknownSession, 'MEEK_SESSION_LOST'],
  ['order', Refusal.badSequence, 'MEEK_PROTOCOL'],
] as const)('the server’s word about its %s is final at once', async (_, refusal, code) => {
  for (const respond of [markedRefusal, unmarkedRefusal]) {
    const { server, clock, outcome } = send();
    (await server.next()).respond(respond(refusal));
    await expect(outcome).rejects.toMatchObject({ code });
    expect(clock.scheduledCount).toBe(0);
  }
});

test('an abort ends a back-off with its reason, and nothing more is sent', async () => {
  const abort = new AbortController();
  const { server, clock, outcome } = send({}, abort.signal);
  (await server.next()).fail();
  await settled();
  abort.abort(new Error('enough'));
  await expect(outcome).rejects.toThrow('enough');
  expect(clock.scheduledCount).toBe(0);
  expect(server.sent).toHaveLength(1);
});

test('an abort ends a request with its reason', async () => {
  const abort = new AbortController();
  const { server, clock, outcome } = send({}, abort.signal);
  const { init } = await server.next();
  abort.abort(new Error('enough'));
  await expect(outcome).rejects.toThrow('enough');
  expect(init.signal?.aborted).toBe(true);
  expect(clock.scheduledCount).toBe(0);
});

test('a signal that has aborted already lets nothing be sent', async () => {
  const { server, outcome } = send({}, AbortSignal.abort(new Error('too late')));
  await expect(outcome).rejects.toThrow('too late');
  expect(server.sent).toHaveLength(0);
});
