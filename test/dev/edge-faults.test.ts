import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import {
  type CertificateAuthority,
  createAuthority,
  type PemPair,
} from '../../dev/certificates.ts';
import type { FaultEnvironment } from '../../dev/edge/faults/fault.ts';
import { FAULT_NAMES, namedFault } from '../../dev/edge/faults/named.ts';
import { seededRandom } from '../../dev/edge/faults/seeded-random.ts';
import { startEdge } from '../../dev/edge.ts';

let authority: CertificateAuthority;
let certificate: PemPair;
const cleanups: (() => unknown)[] = [];

beforeAll(async () => {
  authority = await createAuthority();
  certificate = await authority.issue(['one.example', 'two.example']);
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const someChance = (seed = 1): FaultEnvironment => ({
  random: seededRandom(seed),
  nowMs: () => performance.now(),
});

interface FaultyEdge {
  readonly port: number;
  /** Bodies of the requests that reached the origin, in the order of their arrival. */
  readonly arrived: string[];
  readonly requests: IncomingMessage[];
}

/** An edge with one fault before an origin that answers as the listener says. */
async function startFaulty(
  fault: string,
  listener: RequestListener = (_, response) => response.end('answer'),
  environment = someChance(),
): Promise<FaultyEdge> {
  const arrived: string[] = [];
  const requests: IncomingMessage[] = [];
  const origin = createServer(async (request, response) => {
    requests.push(request);
    arrived.push(await text(request).catch(() => 'broken off'));
    listener(request, response);
  }).listen(0, '127.0.0.1');
  await once(origin, 'listening');
  const { port } = origin.address() as AddressInfo;
  const edge = await startEdge({
    fronts: { 'one.example': certificate, 'two.example': certificate },
    defaultCertificate: certificate,
    inners: { 'inner.example': new URL(`http://127.0.0.1:${port}`) },
    faults: [namedFault(fault, environment)],
  });
  cleanups.push(
    () => origin.close(),
    () => origin.closeAllConnections(),
    () => edge.close(),
  );
  return { port: edge.port, arrived, requests };
}

/** One connection to the edge. That it may break is the point. */
function openSession(port: number, front = 'one.example'): ClientHttp2Session {
  const options = { host: '127.0.0.1', ca: authority.certificatePem, servername: front };
  const session = connect(`https://${front}:${port}`, options).on('error', () => {});
  cleanups.push(() => session.destroy());
  return session;
}

function begin(session: ClientHttp2Session, body = ''): ClientHttp2Stream {
  const stream = beginUnfinished(session);
  stream.end(body);
  return stream;
}

function beginUnfinished(session: ClientHttp2Session): ClientHttp2Stream {
  return session.request({
    ...{ ':method': 'POST', ':path': '/', ':authority': 'inner.example' },
    ...{ 'x-session-id': 'abcd', 'x-meek-auth': 'token', 'x-meek-seq': '1' },
  });
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly body: string;
}

/** The answer, or undefined when it was broken off. */
async function post(session: ClientHttp2Session, body = ''): Promise<Answer | undefined> {
  const stream = begin(session, body);
  try {
    const [headers] = await once(stream, 'response');
    const answer = (await buffer(stream)).toString();
    return { status: headers[':status'], headers, body: answer };
  } catch {
    return undefined;
  }
}

async function postInTurn(session: ClientHttp2Session, count: number) {
  const statuses: (number | undefined)[] = [];
  for (let index = 0; index < count; index++) {
    statuses.push((await post(session, String(index)))?.status);
  }
  return statuses;
}

test('chance repeats itself with the same seed, and only with it', () => {
  const draw = (seed: number) => Array.from({ length: 100 }, seededRandom(seed));
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
  expect(draw(7).every((number) => number >= 0 && number < 1)).toBe(true);
});

test('lost-responses: every nth answer is broken off after the origin has seen the request', async () => {
  const { port, arrived } = await startFaulty('lost-responses:3');
  const statuses = await postInTurn(openSession(port), 6);
  expect(statuses).toEqual([200, 200, undefined, 200, 200, undefined]);
  expect(arrived).toEqual(['0', '1', '2', '3', '4', '5']);
});

test('lost-responses: an answer that never ends is lost too', async () => {
  const { port } = await startFaulty('lost-responses:1', (_, response) => {
    response.write('a beginning');
  });
  expect(await post(openSession(port))).toBeUndefined();
});

test('cut-connections: everything on the connection breaks, and a new one works', async () => {
  const { port } = await startFaulty('cut-connections:50', (request, response) => {
    if (request.headers['x-forwarded-for']) setTimeout(() => response.end('late'), 2_000);
  });
  const session = openSession(port);
  const answers = await Promise.all([post(session), post(session)]);
  expect(answers).toEqual([undefined, undefined]);
  await vi.waitFor(() => expect(session.destroyed).toBe(true));
  const second = openSession(port);
  await once(second, 'connect');
  expect(second.destroyed).toBe(false);
});

test('duplicate-reorder: requests overtake each other, some come twice, each gets one answer', async () => {
  const { port, arrived } = await startFaulty('duplicate-reorder:40');
  const session = openSession(port);
  const bodies = Array.from({ length: 20 }, (_, index) => String(index));
  const answers = await Promise.all(bodies.map((body) => post(session, body)));
  expect(answers.every((answer) => answer?.body === 'answer')).toBe(true);
  expect(new Set(arrived)).toEqual(new Set(bodies));
  expect(arrived.length).toBeGreaterThan(bodies.length);
  const firstArrivals = [...new Set(arrived)];
  expect(firstArrivals).not.toEqual(bodies);
});

test('503-bursts: a burst refuses without the origin, and passes', async () => {
  let nowMs = 0;
  // With a chance of one half each time, phases last exactly what was asked for.
  const environment = { random: () => 0.5, nowMs: () => nowMs };
  const { port, arrived } = await startFaulty('503-bursts:100,1000', undefined, environment);
  const session = openSession(port);
  const statuses: (number | undefined)[] = [];
  for (nowMs of [0, 999, 1_000, 1_099, 1_100, 2_099, 2_100]) {
    statuses.push((await post(session, String(nowMs)))?.status);
  }
  expect(statuses).toEqual([200, 200, 503, 503, 200, 200, 503]);
  expect(arrived).toEqual(['0', '999', '1100', '2099']);
});

test.each([429, 502, 503])(
  'early-refusals: %i comes amid the request, and ends it',
  async (status) => {
    let nowMs = 0;
    const environment = { random: () => 0.5, nowMs: () => nowMs };
    const fault = `early-refusals:${status},100,1000`;
    const { port, arrived } = await startFaulty(fault, undefined, environment);
    nowMs = 1_000;
    const session = openSession(port);
    const stream = beginUnfinished(session);
    stream.write('the beginning');
    let page = '';
    stream.on('data', (chunk: Buffer) => {
      page += chunk.toString();
    });
    const [headers] = await once(stream, 'response');
    expect(headers[':status']).toBe(status);
    await once(stream, 'close');
    expect(page).toMatch(new RegExp(`<title>${status} .*</html>`, 's'));
    expect(stream.rstCode).toBe(constants.NGHTTP2_NO_ERROR);
    expect(arrived).toEqual([]);
    nowMs = 1_100;
    expect((await post(session))?.status).toBe(200);
  },
);

test('buffering-edge: nothing comes before the answer is complete', async () => {
  const { port } = await startFaulty('buffering-edge', async (_, response) => {
    response.write('begin, ');
    await sleep(300);
    response.end('end');
  });
  const startMs = performance.now();
  const stream = begin(openSession(port));
  await once(stream, 'response');
  expect(performance.now() - startMs).toBeGreaterThan(290);
  expect(await text(stream)).toBe('begin, end');
});

test('buffering-edge: an answer that is too large is broken off', async () => {
  const { port } = await startFaulty('buffering-edge:100', (_, response) => {
    response.end('x'.repeat(101));
  });
  expect(await post(openSession(port))).toBeUndefined();
});

test('idle-cut: an idle answer is cut, a busy one is not, one that has not begun is a 504', async () => {
  const { port, arrived } = await startFaulty('idle-cut:600', async (_, response) => {
    const kind = arrived.at(-1);
    if (kind === 'silent') return;
    for (let beat = 0; beat < 8; beat++) {
      response.write('beat ');
      await sleep(100);
    }
    if (kind === 'busy') response.end();
  });
  const session = openSession(port);
  expect((await post(session, 'busy'))?.body).toBe('beat '.repeat(8));
  expect(await post(session, 'idle')).toBeUndefined();
  expect((await post(session, 'silent'))?.status).toBe(504);
});

const CUSTOM = 'x-meek-server';

test.each([
  ['both', undefined, undefined],
  ['request', undefined, 'frontage'],
  ['response', '1', undefined],
])('strip-headers:%s drops what a CDN cannot know', async (which, sequence, marker) => {
  const { port, requests } = await startFaulty(`strip-headers:${which}`, (_, response) => {
    response.setHeader('Content-Type', 'application/octet-stream');
    response.setHeader(CUSTOM, 'frontage').end('answer');
  });
  const answer = await post(openSession(port), 'body');
  const [request] = requests;
  expect(request?.headers).toMatchObject({ 'x-session-id': 'abcd', 'x-meek-auth': 'token' });
  expect(request?.headers['x-meek-seq']).toBe(sequence);
  expect(answer?.headers[CUSTOM]).toBe(marker);
  expect(answer?.headers['content-type']).toBe('application/octet-stream');
  expect(answer?.body).toBe('answer');
});

test('blackholed-front: the front in use falls silent for good, and the other one works', async () => {
  const { port, arrived } = await startFaulty('blackholed-front:1000', (_, response) => {
    response.write('x'.repeat(2_000));
  });
  const stream = begin(openSession(port), 'first');
  let receivedBytes = 0;
  stream.on('data', (chunk: Buffer) => {
    receivedBytes += chunk.length;
  });
  await vi.waitFor(() => expect(arrived).toEqual(['first']));
  const later = begin(openSession(port), 'never arrives');
  const ended = vi.fn();
  for (const each of [stream, later]) each.once('response', () => {}).once('close', ended);
  const other = begin(openSession(port, 'two.example'), 'second');
  await once(other, 'response');
  await sleep(100);
  expect(arrived).toEqual(['first', 'second']);
  expect(receivedBytes).toBeLessThanOrEqual(2_000);
  expect(ended).not.toHaveBeenCalled();
});

const MALFORMED = [
  ...['no-such-fault', 'idle-cut:0', 'idle-cut:soon'],
  ...['strip-headers:some', 'early-refusals:200'],
];

test.each(MALFORMED)('“%s” is refused', (name) => {
  expect(() => namedFault(name, someChance())).toThrow(RangeError);
});

test.each(FAULT_NAMES)('%s needs no parameter', (name) => {
  expect(namedFault(name, someChance())).toBeTypeOf('function');
});
