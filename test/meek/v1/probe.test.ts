import { describe, expect, test } from 'vitest';
import { probe } from '../../../src/meek/v1/probe.ts';
import { Refusal } from '../../../src/meek/v1/wire.ts';
import { anEnvironment, ROUTE, someOptions } from '../an-environment.ts';
import { markedRefusal, page, unmarked, unmarkedRefusal } from '../responses.ts';

const never = new AbortController().signal;
const options = someOptions({ authToken: 's3cret', headers: { 'X-Extra': 'more' } });

function start(signal = never) {
  const surroundings = anEnvironment();
  const outcome = probe(ROUTE, options, surroundings.environment, signal);
  outcome.catch(() => {});
  return { ...surroundings, outcome };
}

test('asks with the token, and with no session that could be dialled for', async () => {
  const { server } = start();
  const { url, headers, body, init } = await server.next();
  expect(url).toBe(ROUTE.url);
  expect(body).toHaveLength(0);
  expect(Object.fromEntries(headers)).toEqual({
    'content-type': 'application/octet-stream',
    'x-meek-auth': 's3cret',
    'x-extra': 'more',
  });
  expect(init).toMatchObject({ method: 'POST', credentials: 'omit', redirect: 'manual' });
});

describe('the answer', () => {
  test.each([
    ['a Frontage server', markedRefusal],
    ['lantern-box', unmarkedRefusal],
  ])('of %s that misses the session id proves it', async (_, respond) => {
    const { server, outcome, clock } = start();
    (await server.next()).respond(respond(Refusal.noSessionId));
    await expect(outcome).resolves.toBeUndefined();
    expect(clock.scheduledCount).toBe(0);
  });

  test.each([
    ['a wrong token', markedRefusal(Refusal.badToken), 'MEEK_TOKEN_REFUSED'],
    ['a wrong token at lantern-box', unmarkedRefusal(Refusal.badToken), 'MEEK_TOKEN_REFUSED'],
    ['a page of the CDN’s', page(200), 'MEEK_FRONT_REFUSED'],
    ['a CDN that forbids', page(403), 'MEEK_FRONT_REFUSED'],
    ['a CDN’s own 400', page(400), 'MEEK_FRONT_REFUSED'],
    ['a CDN that cannot reach the server', page(502), 'MEEK_SERVER_UNREACHABLE'],
    ['octets, which no server answers to this', unmarked('x'), 'MEEK_FRONT_REFUSED'],
    ['a wrong path at the server', markedRefusal(Refusal.notFound), 'MEEK_PROTOCOL'],
  ])('%s is told apart', async (_, response, code) => {
    const { server, outcome } = start();
    (await server.next()).respond(response);
    await expect(outcome).rejects.toMatchObject({ name: 'MeekError', code });
  });

  test('that breaks off is a front that cannot be reached', async () => {
    const { server, outcome } = start();
    (await server.next()).fail();
    await expect(outcome).rejects.toMatchObject({
      code: 'MEEK_FRONT_UNREACHABLE',
      cause: { name: 'TypeError' },
    });
  });

  test('that does not come is a timeout', async () => {
    const { server, outcome, clock } = start();
    await server.next();
    clock.advance(options.connectTimeoutMs);
    await expect(outcome).rejects.toMatchObject({
      code: 'MEEK_FRONT_UNREACHABLE',
      cause: { name: 'TimeoutError' },
    });
  });
});

test('an abort ends it with the reason and leaves no timer', async () => {
  const abort = new AbortController();
  const { server, outcome, clock } = start(abort.signal);
  await server.next();
  abort.abort(new Error('switched off'));
  await expect(outcome).rejects.toThrow('switched off');
  expect(clock.scheduledCount).toBe(0);
});

test('a signal that has aborted already lets nothing be sent, nor a timer stay', async () => {
  const { server, outcome, clock } = start(AbortSignal.abort(new Error('switched off')));
  await expect(outcome).rejects.toThrow('switched off');
  expect(server.sent).toHaveLength(0);
  expect(clock.scheduledCount).toBe(0);
});
