import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import type { DialUpstream } from '../../src/server/upstream.ts';
import { ManualClock } from '../meek/manual-clock.ts';
import { MeekClient, send } from './meek-client.ts';
import { startServer, toTcp } from './server-under-test.ts';
import { received, startEcho, startSilent, startTcpServer } from './tcp-servers.ts';

/** A hold that only ends when something happens: the test hangs, and fails, if nothing does. */
const FOREVER = { holdMs: 60_000, clock: new ManualClock() };

describe('sequence numbers', () => {
  test('a repeat gets the identical answer and writes nothing', async () => {
    const upstream = await startTcpServer(() => {});
    const { port } = await startServer({ dial: toTcp(upstream.port) });
    const client = new MeekClient(port);
    await client.post('first');
    const socket = await upstream.accepted();
    const uplink = received(socket);
    socket.write('answer');
    let answer = await client.post('second');
    while (answer.body.length === 0) answer = await client.post();
    socket.write('more');
    const last = client.sequence - 1;
    for (let i = 0; i < 3; i++) {
      const repeated = await client.postAs(last, 'second', { 'X-Meek-Max-Body': '2' });
      expect(repeated).toMatchObject({ status: 200, body: Buffer.from('answer') });
    }
    expect((await client.read(4)).toString()).toBe('more');
    await expect.poll(() => uplink().toString()).toBe('firstsecond');
  });

  test('an old number and a gap are 409 and write nothing', async () => {
    const upstream = await startTcpServer(() => {});
    const { port } = await startServer({ dial: toTcp(upstream.port) });
    const client = new MeekClient(port);
    await client.post('a');
    const uplink = received(await upstream.accepted());
    await client.post('b');
    await client.post('c');
    for (const sequence of [0, 1, 4, 100]) {
      expect(await client.postAs(sequence, 'X')).toMatchObject({
        status: 409,
        body: Buffer.from('sequence out of order\n'),
      });
    }
    expect(await client.post('d')).toMatchObject({ status: 200 });
    await expect.poll(() => uplink().toString()).toBe('abcd');
  });

  test('an unknown session in its middle is 410 and dials nothing', async () => {
    const upstream = await startEcho();
    const { port, sessions } = await startServer({ dial: toTcp(upstream.port) });
    expect(await new MeekClient(port).postAs(3, 'x')).toMatchObject({
      status: 410,
      body: Buffer.from('unknown session\n'),
    });
    expect(sessions.liveCount).toBe(0);
    expect(upstream.sockets).toHaveLength(0);
  });

  test('first polls at the same time dial once', async () => {
    const upstream = await startEcho();
    const dialled: Promise<unknown>[] = [];
    const dial: DialUpstream = (signal) => {
      const opening = toTcp(upstream.port)(signal);
      dialled.push(opening);
      return opening;
    };
    const { port } = await startServer({ dial });
    const client = new MeekClient(port);
    const answers = await Promise.all([1, 2, 3, 4].map(() => client.postAs(0, 'once')));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(new Set(answers.map(({ body }) => body.toString())).size).toBe(1);
    expect(dialled).toHaveLength(1);
    client.sequence = 1;
    const [first] = answers;
    const rest = await client.read(4 - (first?.body.length ?? 0));
    expect(`${first?.body}${rest}`).toBe('once');
  });

  test('a repeat of what is still under way waits and gets its answer', async () => {
    const upstream = await startTcpServer(() => {});
    const { port, app } = await startServer({ dial: toTcp(upstream.port), ...FOREVER });
    const client = new MeekClient(port);
    const first = client.postAs(0, 'hello');
    const socket = await upstream.accepted();
    const uplink = received(socket);
    const repeat = client.postAs(0, 'hello');
    await once(app, 'request');
    socket.write('one answer');
    expect((await first).body.toString()).toBe('one answer');
    expect((await repeat).body.toString()).toBe('one answer');
    expect(uplink().toString()).toBe('hello');
  });

  test('a client that leaves amid an exchange loses nothing', async () => {
    const upstream = await startTcpServer(() => {});
    const { port, app } = await startServer({ dial: toTcp(upstream.port), ...FOREVER });
    const client = new MeekClient(port);
    const leaving = new AbortController();
    const left = new Promise((resolve) =>
      app.once('request', (incoming) => incoming.socket.once('close', resolve)),
    );
    const lost = client.postAs(0, 'hello', {}, leaving.signal);
    const socket = await upstream.accepted();
    const uplink = received(socket);
    await once(socket, 'data');
    leaving.abort();
    await expect(lost).rejects.toThrow();
    await left;
    socket.write('for the one who left');
    const repeated = await client.postAs(0, 'hello');
    expect(repeated).toMatchObject({ status: 200, body: Buffer.from('for the one who left') });
    expect(uplink().toString()).toBe('hello');
  });

  test('exchanges that wait for their turn have a limit', async () => {
    const upstream = await startSilent();
    const { port, sessions } = await startServer({ dial: toTcp(upstream.port), ...FOREVER });
    const client = new MeekClient(port);
    const waiting = Array.from({ length: 17 }, () => client.postAs(0));
    const first = await Promise.race(waiting);
    expect(first.status).toBe(503);
    sessions.endAll();
    const statuses = (await Promise.all(waiting)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 503)).toHaveLength(1);
  });
});

describe('the end of the upstream', () => {
  test('wakes a waiting poll, and goes on being said (TestServer_PropagatesUpstreamEOF)', async () => {
    const upstream = await startTcpServer(() => {});
    const { port, sessions } = await startServer({ dial: toTcp(upstream.port), ...FOREVER });
    const client = new MeekClient(port);
    const poll = client.postAs(0);
    (await upstream.accepted()).end();
    const closed = { status: 410, body: Buffer.from('upstream closed\n') };
    expect(await poll).toMatchObject(closed);
    expect(sessions.liveCount).toBe(0);
    expect(await client.postAs(0)).toMatchObject(closed);
    expect(await client.postAs(1, 'late')).toMatchObject(closed);
    expect(await client.postAs(0)).toMatchObject(closed);
  });

  test('comes after everything it sent', async () => {
    const upstream = await startTcpServer((socket) => socket.end(Buffer.alloc(10_000, 'z')));
    const { port } = await startServer({ dial: toTcp(upstream.port) });
    const client = new MeekClient(port, { maxBody: 1000 });
    expect(await client.read(10_000)).toHaveLength(10_000);
    let answer = await client.post();
    while (answer.status === 200) answer = await client.post();
    expect(answer).toMatchObject({ status: 410, body: Buffer.from('upstream closed\n') });
  });

  test('a lost last answer can be had again before it', async () => {
    const upstream = await startTcpServer((socket) => socket.end('last words'));
    const { port } = await startServer({ dial: toTcp(upstream.port), ...FOREVER });
    const client = new MeekClient(port);
    expect((await client.postAs(0)).body.toString()).toBe('last words');
    expect((await client.postAs(0)).body.toString()).toBe('last words');
    expect(await client.postAs(1)).toMatchObject({ status: 410 });
  });

  test('an upstream that breaks is 502, not a clean end', async () => {
    const upstream = await startTcpServer((socket) => socket.write('hello'));
    const { port } = await startServer({ dial: toTcp(upstream.port), ...FOREVER });
    const client = new MeekClient(port);
    expect((await client.postAs(0)).body.toString()).toBe('hello');
    const poll = client.postAs(1);
    (await upstream.accepted()).resetAndDestroy();
    const broken = { status: 502, body: Buffer.from('upstream write\n') };
    expect(await poll).toMatchObject(broken);
    expect(await client.postAs(1)).toMatchObject(broken);
    expect(await client.postAs(2, 'x')).toMatchObject(broken);
  });

  test('frees its place in a full table', async () => {
    const upstream = await startTcpServer((socket) => socket.end());
    const { port } = await startServer({ dial: toTcp(upstream.port), maxSessions: 1, ...FOREVER });
    expect(await new MeekClient(port, { id: 'first' }).post()).toMatchObject({ status: 410 });
    expect(await new MeekClient(port, { id: 'second' }).post()).toMatchObject({ status: 410 });
    expect(upstream.sockets).toHaveLength(2);
  });
});

describe('X-Meek-End', () => {
  test('uplink ends the upstream after this body and leaves the downlink open', async () => {
    const upstream = await startTcpServer(() => {});
    const { port } = await startServer({ dial: toTcp(upstream.port) });
    const client = new MeekClient(port);
    await client.post('first ');
    const socket = await upstream.accepted();
    const uplink = received(socket);
    const ended = once(socket, 'end');
    expect(await client.post('last', { 'X-Meek-End': 'uplink' })).toMatchObject({ status: 200 });
    await ended;
    expect(uplink().toString()).toBe('first last');
    expect(await client.postAs(1, 'last', { 'X-Meek-End': 'uplink' })).toMatchObject({
      status: 200,
    });
    socket.write('still answered');
    expect((await client.read(14)).toString()).toBe('still answered');
    expect(await client.post('too late')).toMatchObject({ status: 502 });
    client.sequence -= 1;
    expect(await client.post()).toMatchObject({ status: 200 });
  });

  test('session drops it, whatever the number, and closes its upstream', async () => {
    const upstream = await startTcpServer((socket) => socket.resume());
    const { port, sessions } = await startServer({ dial: toTcp(upstream.port) });
    const client = new MeekClient(port);
    await client.post();
    const closed = once(await upstream.accepted(), 'end');
    const end = { 'X-Meek-End': 'session' };
    expect(await client.postAs(99, '', end)).toMatchObject({ status: 200, body: Buffer.alloc(0) });
    await closed;
    expect(sessions.liveCount).toBe(0);
    expect(await client.postAs(1)).toMatchObject({ status: 410 });
    expect(await client.postAs(0, '', end)).toMatchObject({ status: 200, body: Buffer.alloc(0) });
    expect(upstream.sockets).toHaveLength(1);
  });

  test('session needs the token and an id', async () => {
    const upstream = await startEcho();
    const { port } = await startServer({ dial: toTcp(upstream.port), authToken: 's3cret' });
    const end = { 'X-Meek-End': 'session' };
    expect(await send(port, { headers: { ...end, 'X-Session-Id': 'x' } })).toMatchObject({
      status: 403,
    });
    expect(await send(port, { headers: { ...end, 'X-Meek-Auth': 's3cret' } })).toMatchObject({
      status: 400,
    });
  });

  test('session answers a poll that is still waiting', async () => {
    const upstream = await startTcpServer(() => {});
    const { port } = await startServer({ dial: toTcp(upstream.port), ...FOREVER });
    const client = new MeekClient(port);
    const poll = client.postAs(0);
    await upstream.accepted();
    await client.postAs(0, '', { 'X-Meek-End': 'session' });
    expect(await poll).toMatchObject({ status: 410 });
  });

  test('session calls off a dial that is under way', async () => {
    const aborted: unknown[] = [];
    const dial: DialUpstream = (signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(aborted.push(signal.reason)));
      });
    const { port, app, sessions } = await startServer({ dial });
    const client = new MeekClient(port);
    const poll = client.postAs(0);
    await once(app, 'request');
    await expect.poll(() => sessions.liveCount).toBe(1);
    await client.postAs(0, '', { 'X-Meek-End': 'session' });
    expect((await poll).status).toBe(410);
    expect(aborted).toHaveLength(1);
  });
});

describe('idle sessions', () => {
  test('are reaped and their sockets closed (TestServer_SessionReap)', async () => {
    const clock = new ManualClock();
    const upstream = await startEcho();
    const options = { clock, holdMs: 0, expiryMs: 1000 };
    const { sessions } = await startServer({ dial: toTcp(upstream.port), ...options });
    const exchange = (sequence: number) => {
      const request = { sequence, body: Buffer.from('x'), responseCapBytes: 10 };
      return sessions.exchange('id', { ...request, endsUplink: false, isAbandoned: () => false });
    };
    await exchange(0);
    const closed = once(await upstream.accepted(), 'close');
    clock.advance(999);
    await exchange(1);
    clock.advance(999);
    expect(sessions.liveCount).toBe(1);
    clock.advance(1);
    expect(sessions.liveCount).toBe(0);
    await closed;
    expect(await exchange(2)).toMatchObject({ refusal: { text: 'unknown session' } });
    expect(clock.scheduledCount).toBe(0);
  });
});

test('more sessions than may be are 503, and those that are go on', async () => {
  const upstream = await startEcho();
  const { port } = await startServer({ dial: toTcp(upstream.port), maxSessions: 2 });
  const clients = ['a', 'b', 'c'].map((id) => new MeekClient(port, { id }));
  const statuses: number[] = [];
  for (const client of clients) statuses.push((await client.post()).status);
  expect(statuses).toEqual([200, 200, 503]);
  expect((await clients[0]?.post())?.status).toBe(200);
});

test('no log above debug tells a session apart', async () => {
  const upstream = await startEcho();
  const { port, log } = await startServer({ dial: toTcp(upstream.port) });
  await new MeekClient(port, { id: 'very-secret-id' }).post('x');
  const told = log.records.filter(([level]) => level !== 'debug');
  expect(JSON.stringify(told)).not.toContain('very-secret-id');
  expect(JSON.stringify(log.records)).toContain('very-secret-id');
});
