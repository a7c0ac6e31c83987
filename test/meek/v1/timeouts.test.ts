import { expect, test } from 'vitest';
import { Exchanger } from '../../../src/meek/v1/exchange.ts';
import { anEnvironment, someOptions } from '../an-environment.ts';
import { marked, page } from '../responses.ts';
import { settled } from '../settled.ts';

const never = new AbortController().signal;
const body = new Uint8Array();
const options = someOptions({ connectTimeoutMs: 1_000, readTimeoutMs: 3_000 });
const timeout = { code: 'MEEK_FRONT_UNREACHABLE', cause: { name: 'TimeoutError' } };

function start() {
  const failures: unknown[] = [];
  const observer = { answered() {}, failed: (_: unknown, error: unknown) => failures.push(error) };
  const { clock, server, environment } = anEnvironment({ observer });
  return { clock, server, failures, exchanger: new Exchanger('0a1b', options, environment) };
}

/** A response whose head is here and whose body does not come. */
function stalled(signal: AbortSignal | null | undefined): Response {
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      signal?.addEventListener('abort', () => controller.error(signal.reason));
    },
  });
  return new Response(stream, marked());
}

test('a front that has not answered yet has the connect timeout to begin', async () => {
  const { clock, server, failures, exchanger } = start();
  exchanger.send({ sequence: 0, body }, never).catch(() => {});
  await server.next();
  clock.advance(999);
  await settled();
  expect(failures).toEqual([]);
  clock.advance(1);
  await settled();
  expect(failures).toMatchObject([timeout]);
});

test('a front that has answered before has the read timeout', async () => {
  const { clock, server, failures, exchanger } = start();
  const first = exchanger.send({ sequence: 0, body }, never);
  (await server.next()).respond(marked());
  await first;
  exchanger.send({ sequence: 1, body }, never).catch(() => {});
  await server.next();
  clock.advance(2_999);
  await settled();
  expect(failures).toEqual([]);
  clock.advance(1);
  await settled();
  expect(failures).toMatchObject([timeout]);
});

test('an answer that has begun has the read timeout to end', async () => {
  const { clock, server, failures, exchanger } = start();
  exchanger.send({ sequence: 0, body }, never).catch(() => {});
  const request = await server.next();
  clock.advance(999);
  request.respond(stalled(request.init.signal));
  await settled();
  clock.advance(2_999);
  await settled();
  expect(failures).toEqual([]);
  clock.advance(1);
  await settled();
  expect(failures).toMatchObject([timeout]);
});

test('a front that only refused has not answered: it keeps the connect timeout', async () => {
  const { clock, server, failures, exchanger } = start();
  exchanger.send({ sequence: 0, body }, never).catch(() => {});
  (await server.next()).respond(page(502));
  await settled();
  clock.advance(250);
  await server.next();
  clock.advance(1_000);
  await settled();
  expect(failures).toMatchObject([{ code: 'MEEK_SERVER_UNREACHABLE' }, timeout]);
});

test('no timer outlives its exchange', async () => {
  const { clock, server, exchanger } = start();
  const sending = exchanger.send({ sequence: 0, body }, never);
  (await server.next()).respond(marked('x'));
  await sending;
  expect(clock.scheduledCount).toBe(0);
});

test('a refused page is not left streaming', async () => {
  const { server, exchanger } = start();
  exchanger.send({ sequence: 0, body }, never).catch(() => {});
  const request = await server.next();
  request.respond(page(403));
  await settled();
  expect(request.init.signal?.aborted).toBe(true);
});
