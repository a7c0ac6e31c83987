import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { pseudoRandomBytes } from '../../dev/pseudo-random.ts';
import type { LinkPipe } from '../../src/link/link-pipe.ts';
import { encodeHead, MAX_REQUEST_BODY_BYTES } from '../../src/link/native-exchange.ts';
import type { Fetch } from '../../src/meek/carrier.ts';
import { Front } from '../../src/meek/fronts/front.ts';
import { AttachedExtension, NATIVE_URL } from './attached-extension.ts';
import { AnEdge, INNER } from './native/an-edge.ts';
import { expectWordByWord, heldAnswers } from './native/held-answers.ts';
import { SilentProxy } from './native/silent-proxy.ts';

async function withEdge(options: Parameters<typeof AnEdge.start>[0] = {}) {
  const { edge, caPem } = await AnEdge.start(options);
  const extension = new AttachedExtension(caPem);
  const front = (details: object = {}): Front =>
    v.parse(Front, { host: 'cdn.example', address: '127.0.0.1', port: edge.port, ...details });
  const through = (details?: object) => extension.fetchThrough(front(details), INNER);
  return { edge, extension, front, through };
}

function post(fetch: Fetch, body: Uint8Array, signal?: AbortSignal) {
  const headers = { 'X-Session-Id': 'abc', 'Content-Type': 'application/octet-stream' };
  const init = { method: 'POST', headers, body: body as Uint8Array<ArrayBuffer> };
  return fetch(NATIVE_URL, { ...init, signal: signal ?? null });
}

const hello = new TextEncoder().encode('hello');

test('the helper asks as it was told to, and the answer is the far end’s', async () => {
  const { edge, through } = await withEdge();
  const response = await post(through({ sni: null, verifyHost: 'default.example' }), hello);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/octet-stream');
  expect(await response.text()).toBe('hello');
  expect(edge.seen).toMatchObject([
    { sni: null, authority: INNER, method: 'POST', path: '/path?query' },
  ]);
  expect(edge.seen[0]?.headers).toMatchObject({ 'x-session-id': 'abc' });
});

test.each([
  ['HTTP/2', false],
  ['HTTP/1.1', true],
])('over %s many exchanges at once arrive exactly, over one front', async (_name, http1Only) => {
  const { edge, extension, through } = await withEdge({ http1Only });
  const bytes = pseudoRandomBytes(300_000);
  const fetch = through();
  const exchanges = Array.from({ length: 30 }, async (_, index) => {
    const part = bytes.subarray(0, index * 10_000);
    const answer = await (await post(fetch, part)).bytes();
    return Buffer.compare(answer, part);
  });
  expect(new Set(await Promise.all(exchanges))).toEqual(new Set([0]));
  expect(edge.totals().connections).toBeLessThanOrEqual(http1Only ? 16 : 1);
  expect(extension.pipes.size).toBe(0);
});

test('an answer is handed on as it comes', async () => {
  const { fault, next } = heldAnswers();
  const { through } = await withEdge({ faults: [fault] });
  const held = next();
  const response = await post(through(), hello);
  const body = await held;
  await expectWordByWord(response, body);
});

test('what nobody reads is not fetched without a limit', async () => {
  const { fault, next } = heldAnswers();
  const { through } = await withEdge({ faults: [fault] });
  const held = next();
  const response = await post(through(), hello);
  const body = await held;
  const chunk = new Uint8Array(64 * 1024);
  let writtenBytes = 0;
  while (body.write(chunk) || (await drains(body))) {
    writtenBytes += chunk.length;
    expect(writtenBytes).toBeLessThan(64 * 1024 * 1024);
  }
  body.end();
  expect((await response.bytes()).length).toBeGreaterThanOrEqual(writtenBytes);
});

/** False when the far end takes no more: nothing has moved while everything else did. */
async function drains(body: NodeJS.EventEmitter): Promise<boolean> {
  let isDrained = false;
  body.once('drain', () => {
    isDrained = true;
  });
  for (let turn = 0; turn < 2_000 && !isDrained; turn++) await new Promise(setImmediate);
  return isDrained;
}

describe('what ends early on one side ends on the other', () => {
  test.each(['HTTP/2', 'HTTP/1.1'])('called off before the answer, over %s', async (name) => {
    const ended = Promise.withResolvers<void>();
    const { edge, extension, through } = await withEdge({
      http1Only: name === 'HTTP/1.1',
      faults: [() => (exchange) => exchange.onClosed(() => ended.resolve())],
    });
    const calledOff = new AbortController();
    const asking = post(through(), hello, calledOff.signal);
    await expect.poll(() => edge.seen.length).toBe(1);
    calledOff.abort(new Error('called off'));
    await expect(asking).rejects.toThrow('called off');
    await ended.promise;
    expect(extension.pipes.size).toBe(0);
  });

  test('called off amid the answer', async () => {
    const { fault, next } = heldAnswers();
    const { through } = await withEdge({ faults: [fault] });
    const calledOff = new AbortController();
    const held = next();
    const response = await post(through(), hello, calledOff.signal);
    const body = await held;
    const closed = new Promise((resolve) => body.once('close', resolve));
    calledOff.abort(new Error('called off'));
    await expect(response.text()).rejects.toThrow('called off');
    await closed;
  });

  test('the worker is gone', async () => {
    const { fault, next } = heldAnswers();
    const { extension, through } = await withEdge({ faults: [fault] });
    const held = next();
    const response = await post(through(), hello);
    const body = await held;
    const closed = new Promise((resolve) => body.once('close', resolve));
    extension.leave();
    await expect(response.text()).rejects.toMatchObject({ code: 'LINK_LOST' });
    await closed;
  });

  test('the far end cuts its answer', async () => {
    const { fault, next } = heldAnswers();
    const { edge, front, extension } = await withEdge({ faults: [fault] });
    const proxy = await SilentProxy.start(edge.port);
    const held = next();
    const fetch = extension.fetchThrough({ ...front(), port: proxy.port }, INNER);
    const response = await post(fetch, hello);
    (await held).write('one');
    proxy.cut();
    await expect(response.text()).rejects.toMatchObject({ code: 'DIAL_CONNECTION_LOST' });
  });
});

test.each([
  [{ verifyHost: 'other.example' }, 'DIAL_TLS_NAME_MISMATCH'],
  [{ pins: [`${'A'.repeat(43)}=`] }, 'DIAL_TLS_PIN_MISMATCH'],
  [{ port: 1 }, 'DIAL_TCP_FAILED'],
])('a front with %o fails with the layer’s own code', async (details, code) => {
  const { edge, extension, through } = await withEdge();
  await expect(post(through(details), hello)).rejects.toMatchObject({ code });
  expect(edge.seen).toEqual([]);
  expect(extension.pipes.size).toBe(0);
});

test('a session’s other fronts go on when one fails', async () => {
  const { through } = await withEdge();
  await expect(post(through({ port: 1 }), hello)).rejects.toThrow();
  expect(
    await (await post(through({ sni: null, verifyHost: 'default.example' }), hello)).text(),
  ).toBe('hello');
});

describe('what is no exchange is refused, and nothing is dialled', () => {
  const head = (front: Front, change: object = {}) =>
    encodeHead({ front, innerHost: INNER, method: 'POST', path: '/', headers: {}, ...change });

  async function refused(write: (front: Front) => Uint8Array[]) {
    const { edge, extension, front } = await withEdge();
    const pipe: LinkPipe = extension.pipes.open();
    const writer = pipe.writable.getWriter();
    const writing = (async () => {
      for (const chunk of write(front())) await writer.write(chunk);
      await writer.close();
    })();
    writing.catch(() => {});
    await expect(pipe.closed).rejects.toMatchObject({ code: 'LINK_VIOLATION' });
    expect(edge.totals().connections).toBe(0);
  }

  test('no head', () => refused(() => [Uint8Array.of(0, 0, 0, 2, 0x7b, 0x7b)]));
  test('a head without end', () => refused(() => [Uint8Array.of(0xff, 0xff, 0xff, 0xff)]));
  test.each([
    ['a front without a name', { front: { host: '127.0.0.1' } }],
    ['another method', { method: 'CONNECT' }],
    ['a path that is none', { path: 'https://elsewhere.example/' }],
    ['a header of two lines', { headers: { a: 'b\r\nc: d' } }],
  ])('%s', (_name, change) => refused((front) => [head(front, change as object)]));

  test('a body that is too large', () => {
    const part = new Uint8Array(1024 * 1024);
    const parts = Array.from({ length: MAX_REQUEST_BODY_BYTES / part.length + 1 }, () => part);
    return refused((front) => [head(front), ...parts]);
  });
});
