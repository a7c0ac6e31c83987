import { expect, test } from 'vitest';
import type { MeekError } from '../../../src/meek/errors.ts';
import { Exchanger } from '../../../src/meek/v1/exchange.ts';
import { End, Refusal } from '../../../src/meek/v1/wire.ts';
import { anEnvironment, OTHER_ROUTE, ROUTE, someOptions } from '../an-environment.ts';
import type { SentRequest } from '../fake-fetch.ts';
import type { ManualClock } from '../manual-clock.ts';
import { marked, markedRefusal, unmarked } from '../responses.ts';
import { settled } from '../settled.ts';

const never = new AbortController().signal;
const body = new TextEncoder().encode('uplink');

test('a POST carries the session, its number, what we take, the token and extra headers', async () => {
  const { server, environment } = anEnvironment();
  const options = someOptions({ authToken: 's3cret', headers: { 'X-Extra': 'more' } });
  new Exchanger('0a1b', options, environment).send({ sequence: 7, body }, never);
  const { url, headers, text } = await server.next();
  expect(url).toBe(ROUTE.url);
  expect(text).toBe('uplink');
  expect(Object.fromEntries(headers)).toEqual({
    'content-type': 'application/octet-stream',
    'x-session-id': '0a1b',
    'x-meek-seq': '7',
    'x-meek-max-body': '262144',
    'x-meek-auth': 's3cret',
    'x-extra': 'more',
  });
});

test('without a token there is no header for it, and an end is said only when asked', async () => {
  const { server, environment } = anEnvironment();
  const exchanger = new Exchanger('0a1b', someOptions(), environment);
  exchanger.send({ sequence: 0, body }, never);
  const plain = await server.next();
  expect(plain.headers.has('X-Meek-Auth')).toBe(false);
  expect(plain.headers.has('X-Meek-End')).toBe(false);
  exchanger.send({ sequence: 0, body, end: End.session }, never);
  expect((await server.next()).headers.get('X-Meek-End')).toBe('session');
});

test('a request brings no cookies, leaves no trace in the cache and follows no redirect', async () => {
  const { server, environment } = anEnvironment();
  new Exchanger('0a1b', someOptions(), environment).send({ sequence: 0, body }, never);
  expect((await server.next()).init).toMatchObject({
    method: 'POST',
    credentials: 'omit',
    cache: 'no-store',
    redirect: 'manual',
    referrerPolicy: 'no-referrer',
  });
});

test('where a route wants it, the body is a stream, made anew for each attempt', async () => {
  const routes = [{ ...ROUTE, streamsBody: true }];
  const { server, environment, clock } = anEnvironment({ routes });
  const exchanger = new Exchanger('0a1b', someOptions(), environment);
  const sending = exchanger.send({ sequence: 0, body }, never);
  const streamedText = async ({ init }: SentRequest) => {
    expect(init).toMatchObject({ body: expect.any(ReadableStream), duplex: 'half' });
    return new Response(init.body as ReadableStream).text();
  };
  const first = await server.next();
  expect(await streamedText(first)).toBe('uplink');
  first.fail();
  await endBackOff(clock);
  const second = await server.next();
  expect(await streamedText(second)).toBe('uplink');
  second.respond(marked());
  await sending;
});

test('the result is the body, whole', async () => {
  const { server, environment } = anEnvironment();
  const sending = new Exchanger('0a1b', someOptions(), environment).send(
    { sequence: 0, body },
    never,
  );
  (await server.next()).respond(unmarked('downlink'));
  expect(await sending).toEqual({ bytes: new TextEncoder().encode('downlink') });
});

test('“upstream closed” is an end', async () => {
  const { server, environment } = anEnvironment();
  const sending = new Exchanger('0a1b', someOptions(), environment).send(
    { sequence: 1, body },
    never,
  );
  (await server.next()).respond(markedRefusal(Refusal.upstreamClosed));
  expect(await sending).toEqual({ ended: true });
});

test('an answer over the cap is tried again and then an error, never cut', async () => {
  const { server, environment, clock } = anEnvironment();
  const options = someOptions({ maxBodyBytes: 1_024 });
  const sending = new Exchanger('0a1b', options, environment).send({ sequence: 0, body }, never);
  const failed = expect(sending).rejects.toMatchObject({ code: 'MEEK_RESPONSE_TOO_LARGE' });
  for (let attempt = 1; attempt <= 5; attempt++) {
    (await server.next()).respond(marked(new Uint8Array(1_025)));
    if (attempt < 5) await endBackOff(clock);
  }
  await failed;
});

test('the observer hears of every failure, and of the answer', async () => {
  const heard: string[] = [];
  const observer = {
    answered: (route: { name: string }) => heard.push(`${route.name} answered`),
    failed: (route: { name: string }, error: MeekError) =>
      heard.push(`${route.name} ${error.code}`),
  };
  const routes = [ROUTE, OTHER_ROUTE];
  const { server, environment, clock } = anEnvironment({ routes, observer });
  const sending = new Exchanger('0a1b', someOptions(), environment).send(
    { sequence: 0, body },
    never,
  );
  (await server.next()).fail();
  await endBackOff(clock);
  (await server.next()).respond(marked());
  await sending;
  expect(heard).toEqual(['other.example MEEK_FRONT_UNREACHABLE', 'front.example answered']);
});

test('the marker seen once on a route is required there afterwards, and only there', async () => {
  const chosen = [ROUTE, ROUTE, OTHER_ROUTE];
  const chooser = { choose: () => chosen.shift() ?? ROUTE, another: () => undefined };
  const { server, environment, clock } = anEnvironment();
  const exchanger = new Exchanger('0a1b', someOptions(), { ...environment, routes: chooser });
  expect(exchanger.isFrontageServer).toBe(false);
  const first = exchanger.send({ sequence: 0, body }, never);
  (await server.next()).respond(marked());
  await first;
  expect(exchanger.isFrontageServer).toBe(true);

  const second = exchanger.send({ sequence: 1, body }, never);
  (await server.next()).respond(unmarked('a cached page'));
  await endBackOff(clock);
  const elsewhere = await server.next();
  expect(elsewhere.url).toBe(OTHER_ROUTE.url);
  elsewhere.respond(unmarked('header stripped'));
  expect(await second).toEqual({ bytes: new TextEncoder().encode('header stripped') });
});

/** Ends a back-off, once there is one. */
async function endBackOff(clock: ManualClock) {
  await settled();
  clock.advance(10_000);
}
