import { expect, test } from 'vitest';
import { Exchange } from '../../../src/meek/v2/exchange.ts';
import { encodeAck, encodeHello, encodePad, type Frame } from '../../../src/meek/v2/frames.ts';
import { anEnvironment, ROUTE } from '../an-environment.ts';
import { settled } from '../settled.ts';

const LIMITS = { beginMs: 10_000, silenceMs: 1_000 };
const HELLO = encodeHello({ maxBodyBytes: 1_000 });

/** An exchange whose far end is the test. */
async function start() {
  const { clock, server, environment } = anEnvironment();
  const request = { route: ROUTE, headers: { 'X-Session-Id': 'ab' }, body: Uint8Array.of(1, 2) };
  const exchange = new Exchange(request, LIMITS, environment);
  const frames: Frame['type'][] = [];
  const running = exchange.run(({ type }) => frames.push(type));
  const failure = running.then(
    () => undefined,
    (error: unknown) => error,
  );
  const sent = await server.next();
  return { clock, exchange, frames, sent, running, failure };
}

/** An answer that the test writes. */
function anAnswer(init?: ResponseInit) {
  let controller!: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (one) => {
      controller = one;
    },
  });
  return { controller, response: new Response(body, init) };
}

test('frames are handed on as they come, and the end between two of them is the end', async () => {
  const { clock, exchange, frames, sent, running } = await start();
  expect(sent.url).toBe(ROUTE.url);
  expect(sent.init).toMatchObject({ method: 'POST', credentials: 'omit', redirect: 'manual' });
  expect([...sent.body]).toEqual([1, 2]);
  const { controller, response } = anAnswer();
  sent.respond(response);
  clock.advance(300);
  controller.enqueue(HELLO);
  await settled();
  expect(frames).toEqual(['hello']);
  expect(exchange).toMatchObject({ startedAtMs: 0, begunAtMs: 300, lastByteAtMs: 300 });
  clock.advance(200);
  controller.enqueue(encodeAck(5, 10));
  await settled();
  expect(frames).toEqual(['hello', 'ack']);
  expect(exchange).toMatchObject({ begunAtMs: 300, lastByteAtMs: 500, status: 200 });
  controller.close();
  await running;
  expect(clock.scheduledCount).toBe(0);
});

test.each([
  ['nothing', [], 'MEEK_FRONT_UNREACHABLE'],
  ['half a frame', [HELLO, encodeAck(5, 10).subarray(0, 9)], 'MEEK_FRONT_UNREACHABLE'],
  ['a page', [new TextEncoder().encode('<!doctype html><title>Welcome')], 'MEEK_FRONT_REFUSED'],
  ['frames without a HELLO', [encodeAck(5, 10)], 'MEEK_FRONT_REFUSED'],
])('an answer of %s is a failure of the front', async (_what, chunks, code) => {
  const { sent, failure, exchange } = await start();
  const { controller, response } = anAnswer();
  sent.respond(response);
  for (const chunk of chunks) controller.enqueue(chunk as Uint8Array<ArrayBuffer>);
  await settled();
  if (code === 'MEEK_FRONT_UNREACHABLE') controller.close();
  expect(await failure).toMatchObject({ code });
  expect(exchange.wasSilent).toBe(false);
  expect(sent.init.signal?.aborted).toBe(true);
});

test.each([
  [503, 'MEEK_SERVER_UNREACHABLE'],
  [502, 'MEEK_SERVER_UNREACHABLE'],
  [429, 'MEEK_FRONT_REFUSED'],
  [413, 'MEEK_FRONT_REFUSED'],
])('%i is a failure, with the time that the front asks for', async (status, code) => {
  const { sent, failure, exchange, frames } = await start();
  sent.respond(new Response('<h1>No</h1>', { status, headers: { 'Retry-After': '7' } }));
  expect(await failure).toMatchObject({ code });
  expect(exchange).toMatchObject({ status, retryAfterMs: 7_000, begunAtMs: undefined });
  expect(frames).toEqual([]);
});

test('a request that fails is the front’s failure, with its cause', async () => {
  const { sent, failure } = await start();
  sent.fail(new TypeError('fetch failed'));
  const cause = { name: 'TypeError' };
  expect(await failure).toMatchObject({ code: 'MEEK_FRONT_UNREACHABLE', cause });
});

test('an answer that does not begin is called off at its limit', async () => {
  const { clock, exchange, sent, failure } = await start();
  clock.advance(9_999);
  await settled();
  expect(sent.init.signal?.aborted).toBe(false);
  clock.advance(1);
  expect(await failure).toMatchObject({ code: 'MEEK_FRONT_UNREACHABLE' });
  expect(exchange.wasSilent).toBe(true);
});

test('an answer that falls silent is called off, and beats keep it', async () => {
  const { clock, exchange, sent, failure } = await start();
  // The body of a request that is called off breaks, as `fetch` has it.
  const { controller, response } = anAnswer();
  sent.init.signal?.addEventListener('abort', () => controller.error(sent.init.signal?.reason));
  sent.respond(response);
  controller.enqueue(HELLO);
  await settled();
  for (let beat = 0; beat < 5; beat++) {
    clock.advance(999);
    controller.enqueue(encodePad());
    await settled();
  }
  expect(exchange.wasSilent).toBe(false);
  clock.advance(1_000);
  expect(await failure).toMatchObject({ code: 'MEEK_FRONT_UNREACHABLE' });
  expect(exchange.wasSilent).toBe(true);
});

test('given up, it ends with the reason; what its owner throws ends it too', async () => {
  const first = await start();
  const reason = Object.assign(new Error('over'), { code: 'TEST' });
  first.exchange.abort(reason);
  expect(await first.failure).toMatchObject({ code: 'MEEK_FRONT_UNREACHABLE', cause: reason });

  const { environment, server } = anEnvironment();
  const request = { route: ROUTE, headers: {}, body: new Uint8Array() };
  const running = new Exchange(request, LIMITS, environment).run(() => {
    throw reason;
  });
  const sent = await server.next();
  sent.respond(new Response(HELLO));
  await expect(running).rejects.toMatchObject({ cause: reason });
  expect(sent.init.signal?.aborted).toBe(true);
});
