import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { Fault } from '../../../dev/edge/faults/fault.ts';
import { pseudoRandomBytes } from '../../../dev/pseudo-random.ts';
import type { Clock } from '../../../src/meek/clock.ts';
import { ManualClock } from '../../meek/manual-clock.ts';
import { AnEdge, INNER, post } from './an-edge.ts';
import { expectWordByWord, heldAnswers } from './held-answers.ts';
import { SilentProxy } from './silent-proxy.ts';

describe.each([
  ['HTTP/2', { http1Only: false }, '2.0'],
  ['HTTP/1.1', { http1Only: true }, '1.1'],
])('over %s', (_name, edgeOptions, httpVersion) => {
  test('the front is in SNI, and the inner host in the request', async () => {
    const { edge, front } = await AnEdge.start(edgeOptions).then(keep);
    const response = await post(front());
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(await response.text()).toBe('hello');
    expect(edge.seen).toMatchObject([
      { sni: 'cdn.example', authority: INNER, httpVersion, path: '/path?query', method: 'POST' },
    ]);
    const { host: _, connection: __, ...headers } = edge.seen[0]?.headers ?? {};
    expect(headers).toEqual({
      'content-type': 'application/octet-stream',
      'content-length': '5',
    });
  });

  test('an answer is handed on as it comes', async () => {
    const { fault, next } = heldAnswers();
    const { front } = await AnEdge.start({ ...edgeOptions, faults: [fault] }).then(keep);
    const held = next();
    const response = await post(front());
    const body = await held;
    await expectWordByWord(response, body);
  });

  test('bytes arrive exactly, with many requests at once', async () => {
    const { edge, front } = await AnEdge.start(edgeOptions).then(keep);
    const native = front();
    const sent = pseudoRandomBytes(300_000);
    const requests = Array.from({ length: 40 }, async (_, index) => {
      const part = sent.subarray(0, 1 + index * 7_000);
      const response = await post(native, part.toString('latin1'));
      const received = Buffer.from(await response.arrayBuffer()).toString();
      return received === part.toString('latin1');
    });
    expect((await Promise.all(requests)).every(Boolean)).toBe(true);
    expect(edge.totals().connections).toBe(httpVersion === '2.0' ? 1 : 16);
  });

  test('an answer that is cut is an error, never an end', async () => {
    const { fault, next } = heldAnswers();
    const { edge, front } = await AnEdge.start({ ...edgeOptions, faults: [fault] }).then(keep);
    const proxy = await SilentProxy.start(edge.port);
    const held = next();
    const reader = (await post(front({ port: proxy.port }))).body?.getReader();
    (await held).write('one');
    await reader?.read();
    proxy.cut();
    await expect(reader?.read()).rejects.toThrow();
  });

  test('an answer that the far end gives up is an error, too', async () => {
    const breaksOff: Fault = () => (exchange) => {
      exchange.body.resume();
      const body = new PassThrough();
      exchange.respond(200, {}, body);
      body.write('one');
      setImmediate(() => exchange.abort());
    };
    const { front } = await AnEdge.start({ ...edgeOptions, faults: [breaksOff] }).then(keep);
    const answer = post(front()).then((response) => response.text());
    await expect(answer).rejects.toThrow();
  });

  test('one request is called off, and others go on', async () => {
    const { fault, next } = heldAnswers();
    const { front } = await AnEdge.start({ ...edgeOptions, faults: [fault] }).then(keep);
    const native = front();
    const [first, second] = [next(), next()];
    const calledOff = new AbortController();
    const one = await post(native, 'one', calledOff.signal);
    const two = await post(native, 'two');
    await first;
    calledOff.abort(new Error('called off'));
    await expect(one.text()).rejects.toThrow();
    (await second).end('still here');
    expect(await two.text()).toBe('still here');
  });

  test('a new connection is dialled when the old one was lost', async () => {
    const { edge, front } = await AnEdge.start(edgeOptions).then(keep);
    const proxy = await SilentProxy.start(edge.port);
    const native = front({ port: proxy.port });
    await (await post(native)).text();
    proxy.cut();
    const again = await post(native).catch(() => post(native));
    expect(await again.text()).toBe('hello');
    expect(proxy.connections).toBe(2);
  });

  test('and when the old one carries nothing any more', async () => {
    const clock = new ManualClock();
    const { edge, front } = await AnEdge.start(edgeOptions).then(keep);
    const proxy = await SilentProxy.start(edge.port);
    const native = front({ port: proxy.port }, clock);
    await (await post(native)).text();
    const lost = proxy.silence();
    const limit = new AbortController();
    const unanswered = post(native, 'hello', limit.signal);
    await lost;
    limit.abort(new Error('too late'));
    await expect(unanswered).rejects.toThrow('too late');
    clock.advance(10_000);
    expect(await (await post(native)).text()).toBe('hello');
    expect(proxy.connections).toBe(2);
  });
});

test('a front may know the server by a name of its own', async () => {
  const { edge, front } = await AnEdge.start().then(keep);
  expect((await post(front({ innerHost: 'unknown.example' }))).status).toBe(421);
  expect(edge.seen[0]?.authority).toBe('unknown.example');
});

test('a direct front is asked for itself', async () => {
  const { edge, front } = await AnEdge.start().then(keep);
  await post(front({ technique: 'direct' }));
  expect(edge.seen[0]?.authority).toBe(`cdn.example:${edge.port}`);
});

test('a dial that failed is an error of the front, and is tried again', async () => {
  const { edge, front } = await AnEdge.start().then(keep);
  const native = front({ verifyHost: 'other.example' });
  for (let attempt = 0; attempt < 2; attempt++) {
    await expect(post(native)).rejects.toMatchObject({ code: 'DIAL_TLS_NAME_MISMATCH' });
  }
  expect(edge.totals().connections).toBe(2);
});

test('a body that is not made of bytes is refused before anything is dialled', async () => {
  const { edge, front } = await AnEdge.start().then(keep);
  const request = front().fetch(`https://${INNER}/`, { method: 'POST', body: 'text' });
  await expect(request).rejects.toThrow(TypeError);
  expect(edge.totals().connections).toBe(0);
});

/** With its method bound, to be taken apart. */
function keep(anEdge: AnEdge) {
  const front = (details?: object, clock?: Clock) => anEdge.front(details, clock);
  return { edge: anEdge.edge, front };
}
