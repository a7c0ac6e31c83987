import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { DialError } from '../../src/server/dial.ts';
import type { DialUpstream } from '../../src/server/upstream.ts';
import { MeekClient, send } from './meek-client.ts';
import { startServer, toTcp } from './server-under-test.ts';
import { startEcho, startSilent, startTcpServer } from './tcp-servers.ts';

const neverDialled: DialUpstream = () => {
  throw new Error('this must not be dialled');
};
const unreachable: DialUpstream = async () => {
  throw new DialError('DIAL_REFUSED', 'refused for the test');
};
const SESSION = { 'X-Session-Id': 'abcdefgh' };

describe('the order of the checks', () => {
  const start = () =>
    startServer({ dial: neverDialled, authToken: 's3cret', maxBodyBytes: 512, path: '/meek' });
  const authorized = { 'X-Meek-Auth': 's3cret' };

  test('another path is 404 before anything else', async () => {
    const { port } = await start();
    expect(await send(port, { method: 'GET', path: '/other' })).toMatchObject({ status: 404 });
    expect(await send(port, { path: '/meeker' })).toMatchObject({ status: 404 });
    expect(await send(port, { path: '/' })).toMatchObject({ status: 404 });
  });

  test('what is below the path is as good as the path', async () => {
    const { port } = await start();
    for (const path of ['/meek', '/meek/', '/meek/5f0c2a17', '/meek/5f0c2a17?f=1']) {
      const answer = await send(port, { path, headers: authorized });
      expect(answer).toMatchObject({ status: 400, body: Buffer.from('missing X-Session-Id\n') });
    }
  });

  test('a method that is not POST is 405 before the token (TestServer_BadMethod)', async () => {
    const { port } = await start();
    const answer = await send(port, { method: 'GET', path: '/meek?query' });
    expect(answer).toMatchObject({ status: 405, body: Buffer.from('method not allowed\n') });
    expect(answer.headers.allow).toBe('POST');
  });

  test('a bad token is 403 before the session id (TestServer_AuthTokenRequired)', async () => {
    const { port } = await start();
    for (const token of [undefined, '', 'wrong', 's3cre', 's3cret2']) {
      const headers = token === undefined ? {} : { 'X-Meek-Auth': token };
      const answer = await send(port, { path: '/meek', headers });
      expect(answer).toMatchObject({ status: 403, body: Buffer.from('forbidden\n') });
    }
  });

  test('no session id is 400 before the body (TestServer_MissingSessionID)', async () => {
    const { port } = await start();
    const answer = await send(port, {
      path: '/meek',
      headers: authorized,
      body: Buffer.alloc(1024),
    });
    expect(answer).toMatchObject({ status: 400, body: Buffer.from('missing X-Session-Id\n') });
  });

  test('a body too large is 413 before a session exists (TestServer_RejectsOversizedBody)', async () => {
    const { port, sessions } = await start();
    const answer = await send(port, {
      path: '/meek',
      headers: { ...authorized, ...SESSION },
      body: Buffer.alloc(513),
    });
    expect(answer).toMatchObject({
      status: 413,
      body: Buffer.from('request body exceeds max_body_bytes\n'),
    });
    expect(sessions.liveCount).toBe(0);
  });

  test('nor may a body without a length be larger', async () => {
    const { port } = await start();
    const outgoing = request({
      ...{ host: '127.0.0.1', port, method: 'POST', path: '/meek', agent: false },
      headers: { ...authorized, ...SESSION, 'Transfer-Encoding': 'chunked' },
    });
    const status = new Promise((resolve) => {
      outgoing.on('response', (response) => resolve(response.resume().statusCode));
    });
    for (let i = 0; i < 4; i++) outgoing.write(Buffer.alloc(200));
    outgoing.end();
    expect(await status).toBe(413);
  });

  test('an id of 256 characters passes and a longer one is 400', async () => {
    const { port } = await startServer({ dial: unreachable });
    const withId = (length: number) =>
      send(port, { headers: { 'X-Session-Id': 'x'.repeat(length) } });
    expect(await withId(256)).toMatchObject({ status: 502 });
    expect(await withId(257)).toMatchObject({ status: 400 });
  });
});

test('the right token passes (TestServer_AuthTokenRequired)', async () => {
  const { port: echo } = await startEcho();
  const { port } = await startServer({ dial: toTcp(echo), authToken: 's3cret' });
  const answer = await send(port, { headers: { ...SESSION, 'X-Meek-Auth': 's3cret' } });
  expect(answer.status).toBe(200);
});

test('after a failed dial no session remains (TestServer_UpstreamDialFails)', async () => {
  const { port, sessions, log } = await startServer({ dial: unreachable });
  const client = new MeekClient(port);
  expect(await client.postAs(0, 'x')).toMatchObject({
    status: 502,
    body: Buffer.from('upstream unreachable\n'),
  });
  expect(sessions.liveCount).toBe(0);
  expect(await client.postAs(1)).toMatchObject({ status: 410 });
  expect(log.records).toContainEqual([
    'warn',
    { event: 'upstream-unreachable', code: 'DIAL_REFUSED' },
  ]);
});

test('a body cut short leaves no session and dials nothing', async () => {
  const { port, sessions, app } = await startServer({ dial: neverDialled });
  const socket = connect(port, '127.0.0.1');
  const arrived = new Promise((resolve) => app.once('request', resolve));
  socket.write(
    'POST / HTTP/1.1\r\nHost: x\r\nX-Session-Id: abcdefgh\r\nContent-Length: 9\r\n\r\nab',
  );
  await arrived;
  socket.destroy();
  // Whatever the server did with it is done once it has answered a later request.
  await send(port, { method: 'GET' });
  expect(sessions.liveCount).toBe(0);
});

test('bytes come back from the upstream (TestServer_EndToEndEcho)', async () => {
  const { port: echo } = await startEcho();
  const { port, sessions } = await startServer({ dial: toTcp(echo) });
  const client = new MeekClient(port);
  const first = await client.post('hello over meek');
  const rest = await client.read(15 - first.body.length);
  expect(`${first.body}${rest}`).toBe('hello over meek');
  expect(sessions.liveCount).toBe(1);
});

test('many bytes go both ways unharmed (TestServer_LargeBidirectional)', async () => {
  const { port: echo } = await startEcho();
  const { port } = await startServer({ dial: toTcp(echo), maxBodyBytes: 4096 });
  const client = new MeekClient(port, { maxBody: 4096 });
  const sent = Buffer.from('abcdefghijklmnopqrstuvwxyz0123456789'.repeat(1000));
  let back = Buffer.alloc(0);
  for (let at = 0; at < sent.length; at += 4096) {
    const { status, body } = await client.post(sent.subarray(at, at + 4096));
    expect(status).toBe(200);
    back = Buffer.concat([back, body]);
  }
  back = Buffer.concat([back, await client.read(sent.length - back.length)]);
  expect(back.equals(sent)).toBe(true);
});

test('a limit below the size of a read still delivers (TestServer_SmallMaxBodyBytesDelivers)', async () => {
  const blob = Buffer.alloc(64 * 1024, 'Z');
  const upstream = await startTcpServer((socket) => socket.write(blob));
  const { port } = await startServer({ dial: toTcp(upstream.port), maxBodyBytes: 1024 });
  const client = new MeekClient(port, { maxBody: 65_536 });
  await client.post('x').then(({ body }) => expect(body.length).toBeLessThanOrEqual(1024));
  expect((await client.read(blob.length - 1024)).length).toBeGreaterThanOrEqual(blob.length - 1024);
});

describe('the response cap', () => {
  test.each([
    ['no advert is 64 KiB', undefined, 65_536],
    ['an invalid advert is none', 'many', 65_536],
    ['a negative advert is none', '-1', 65_536],
    ['a smaller advert is kept to', '1000', 1000],
    ['a larger advert is cut to ours', '99999999', 131_072],
  ])('%s', async (_title, advert, expected) => {
    const upstream = await startTcpServer((socket) => socket.write(Buffer.alloc(300_000)));
    const { port } = await startServer({ dial: toTcp(upstream.port), maxBodyBytes: 131_072 });
    const headers = { ...SESSION, ...(advert !== undefined && { 'X-Meek-Max-Body': advert }) };
    let largest = 0;
    for (let total = 0; total < 300_000; ) {
      const { body } = await send(port, { headers });
      total += body.length;
      largest = Math.max(largest, body.length);
    }
    expect(largest).toBeLessThanOrEqual(expected);
    expect(largest).toBeGreaterThan(expected / 3);
  });
});

describe('every answer', () => {
  test('says whose it is, and is neither stored nor rewritten', async () => {
    const upstream = await startTcpServer((socket) => socket.end('bye'));
    const options = { authToken: 's3cret', path: '/meek', maxBodyBytes: 512 };
    const { port } = await startServer({ dial: toTcp(upstream.port), ...options });
    const path = '/meek';
    const headers = { ...SESSION, 'X-Meek-Auth': 's3cret' };
    const numbered = { ...headers, 'X-Meek-Seq': '7' };
    const cases: [number, Parameters<typeof send>[1]][] = [
      [404, { path: '/elsewhere' }],
      [405, { path, method: 'GET' }],
      [403, { path }],
      [400, { path, headers: { 'X-Meek-Auth': 's3cret' } }],
      [413, { path, headers, body: Buffer.alloc(513) }],
      [410, { path, headers: { ...numbered, 'X-Session-Id': 'unknown!' } }],
      [200, { path, headers }],
    ];
    for (const [status, request] of cases) {
      const answer = await send(port, request);
      expect(answer).toMatchObject({
        status,
        headers: {
          'x-meek-server': 'frontage',
          'cache-control': 'no-store, no-transform',
          'content-length': String(answer.body.length),
        },
      });
    }
  });

  test('even to what is not HTTP', async () => {
    const { port } = await startServer({ dial: neverDialled });
    for (const garbage of [
      'nonsense\r\n\r\n',
      'CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n',
      `GET / HTTP/1.1\r\nX-Long: ${'x'.repeat(17_000)}\r\n\r\n`,
    ]) {
      const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
      socket.write(garbage);
      const answer = await text(socket);
      expect(answer).toMatch(/^HTTP\/1\.1 4\d\d .*\r\n/);
      expect(answer).toContain('X-Meek-Server: frontage\r\n');
      expect(answer).toContain('Cache-Control: no-store, no-transform\r\n');
      socket.destroy();
    }
  });

  test('even without Host, or with an expectation', async () => {
    const { port } = await startServer({ dial: neverDialled });
    for (const headers of ['', 'Host: x\r\nExpect: miracles\r\n']) {
      const socket = connect(port, '127.0.0.1');
      socket.write(`GET / HTTP/1.1\r\n${headers}Connection: close\r\n\r\n`);
      const answer = await text(socket);
      expect(answer).toMatch(/^HTTP\/1\.1 405 /);
      expect(answer).toContain('X-Meek-Server: frontage\r\n');
    }
  });

  test('a refusal leaves the connection usable, its body unread', async () => {
    const { port } = await startServer({ dial: neverDialled, maxBodyBytes: 512 });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ports: (number | undefined)[] = [];
    for (const size of [100_000, 100_000]) {
      const outgoing = request({
        host: '127.0.0.1',
        port,
        method: 'POST',
        agent,
        headers: SESSION,
      });
      outgoing.end(Buffer.alloc(size));
      await new Promise<void>((resolve) => {
        outgoing.on('response', async (response) => {
          ports.push(response.socket.localPort);
          expect(response.statusCode).toBe(413);
          await buffer(response);
          resolve();
        });
      });
      await new Promise(setImmediate);
    }
    agent.destroy();
    expect(ports[1]).toBe(ports[0]);
  });
});

test('in absolute form, too, the path counts', async () => {
  const { port } = await startServer({ dial: neverDialled, path: '/meek' });
  expect(await send(port, { method: 'GET', path: 'http://x/meek' })).toMatchObject({ status: 405 });
  expect(await send(port, { method: 'GET', path: 'http://x/' })).toMatchObject({ status: 404 });
});

test('/ takes every path', async () => {
  const { port: echo } = await startEcho();
  const { port } = await startServer({ dial: toTcp(echo) });
  expect(await send(port, { path: '/any/path?at=all', headers: SESSION })).toMatchObject({
    status: 200,
  });
});

describe("Tor's clients", () => {
  test.each([
    [
      'meek-client',
      { 'X-Session-Id': 'a+b/cDEF012' },
      { 'Content-Type': 'application/octet-stream' },
    ],
    ['meek_lite', { 'X-Session-Id': '0123456789abcdef0123456789abcdef' }, {}],
    ['v2fly', { 'X-Session-ID': 'AbCdEfGhIjKlMnOpQrSt-_' }, {}],
    ['in lower case', { 'x-session-id': 'a+b/cDEF012' }, {}],
  ])('%s gets 200 for 64 KiB and for polls without a body', async (_name, id, more) => {
    const { port: echo } = await startEcho();
    const { port, sessions } = await startServer({ dial: toTcp(echo) });
    const headers = { ...id, ...more };
    const sent = Buffer.alloc(65_536, 'tor');
    let back = Buffer.alloc(0);
    for (let body: Buffer = sent; back.length < sent.length; body = Buffer.alloc(0)) {
      const answer = await send(port, { headers, body });
      expect(answer.status).toBe(200);
      expect(answer.headers['content-type']).toBe('application/octet-stream');
      expect(answer.body.length).toBeLessThanOrEqual(65_536);
      back = Buffer.concat([back, answer.body]);
    }
    expect(back.equals(sent)).toBe(true);
    expect(sessions.liveCount).toBe(1);
  });

  test('a number that is none counts as absent', async () => {
    const { port: echo } = await startEcho();
    const { port } = await startServer({ dial: toTcp(echo) });
    for (const sequence of ['-1', 'x', '1.5']) {
      const headers = { ...SESSION, 'X-Meek-Seq': sequence };
      expect(await send(port, { headers })).toMatchObject({ status: 200 });
    }
  });

  test('what a client that left would have got stays for its next poll', async () => {
    const upstream = await startSilent();
    const { port, app } = await startServer({ dial: toTcp(upstream.port), holdMs: 60_000 });
    const leaving = new AbortController();
    const left = new Promise((resolve) =>
      app.once('request', (incoming) => incoming.socket.once('close', resolve)),
    );
    const poll = send(port, { headers: SESSION, signal: leaving.signal });
    const socket = await upstream.accepted();
    leaving.abort();
    await expect(poll).rejects.toThrow();
    await left;
    socket.write('kept');
    let kept = '';
    while (kept === '') kept = (await send(port, { headers: SESSION })).body.toString();
    expect(kept).toBe('kept');
  });
});
