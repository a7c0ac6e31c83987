import { describe, expect, test } from 'vitest';
import { Refusal } from '../../../src/meek/v1/wire.ts';
import type { SentRequest } from '../fake-fetch.ts';
import { marked, markedRefusal, unmarked } from '../responses.ts';
import { settled } from '../settled.ts';
import { bytesOf, openTestSession } from './open-test-session.ts';

const endOf = ({ headers }: SentRequest) => headers.get('X-Meek-End');
const aborted = { name: 'MeekError', code: 'MEEK_ABORTED' };

/** A session with an exchange under way, at a server that showed `respond`. */
async function started(respond: () => Response, signal?: AbortSignal) {
  const session = openTestSession(signal ? { signal } : {});
  session.writer.write(bytesOf('x'));
  (await session.server.next()).respond(respond());
  const underWay = await session.server.next();
  return { ...session, underWay };
}

describe.each<[string, (session: Awaited<ReturnType<typeof started>>) => Promise<unknown>]>([
  ['cancelling the readable', ({ reader }) => reader.cancel(new Error('enough'))],
  ['aborting the writable', ({ writer }) => writer.abort(new Error('enough'))],
])('%s', (_, giveUp) => {
  test('drops the request under way and tells a Frontage server once', async () => {
    const session = await started(marked);
    const { pipe, server, clock, underWay } = session;
    await giveUp(session);
    const farewell = await server.next();
    expect(underWay.init.signal?.aborted).toBe(true);
    expect([farewell.body.length, endOf(farewell)]).toEqual([0, 'session']);
    const id = underWay.headers.get('X-Session-Id');
    expect(farewell.headers.get('X-Session-Id')).toBe(id);
    farewell.respond(marked());
    await expect(pipe.closed).rejects.toMatchObject({ ...aborted, cause: { message: 'enough' } });
    await settled();
    expect(clock.scheduledCount).toBe(0);
    expect(server.sent).toHaveLength(3);
  });

  test('tells no other server', async () => {
    const session = await started(unmarked);
    await giveUp(session);
    await settled();
    expect(session.server.sent).toHaveLength(2);
    expect(session.clock.scheduledCount).toBe(0);
  });
});

test('the signal does the same', async () => {
  const abort = new AbortController();
  const { pipe, reader, server } = await started(marked, abort.signal);
  const reading = expect(reader.read()).rejects.toMatchObject(aborted);
  abort.abort(new Error('switched off'));
  expect(endOf(await server.next())).toBe('session');
  await reading;
  await expect(pipe.closed).rejects.toMatchObject({ cause: { message: 'switched off' } });
});

test('giving up twice is giving up once', async () => {
  const abort = new AbortController();
  const { reader, writer, server } = await started(marked, abort.signal);
  abort.abort();
  await reader.cancel().catch(() => {});
  await writer.abort().catch(() => {});
  await settled();
  expect(server.sent.map(endOf)).toEqual([null, null, 'session']);
});

test('a farewell that is not answered is given up after 5 s', async () => {
  const { reader, clock, server } = await started(marked);
  await reader.cancel();
  const farewell = await server.next();
  clock.advance(5_000);
  await settled();
  expect(farewell.init.signal?.aborted).toBe(true);
  expect(clock.scheduledCount).toBe(0);
});

test('a signal that has aborted already lets nothing be sent', async () => {
  const { pipe, clock, server } = openTestSession({ signal: AbortSignal.abort() });
  await expect(pipe.closed).rejects.toMatchObject(aborted);
  expect(server.sent).toHaveLength(0);
  expect(clock.scheduledCount).toBe(0);
});

describe('an abort wakes', () => {
  test('a read that waits (TestConn_SetReadDeadlineUnblocksParkedRead)', async () => {
    const abort = new AbortController();
    const { reader } = openTestSession({ signal: abort.signal });
    const reading = expect(reader.read()).rejects.toMatchObject(aborted);
    abort.abort();
    await reading;
  });

  test('a write that waits for room', async () => {
    const abort = new AbortController();
    const { writer } = openTestSession({ signal: abort.signal });
    const writing = expect(writer.write(new Uint8Array(2 ** 20 + 1))).rejects.toMatchObject(
      aborted,
    );
    await settled();
    abort.abort();
    await writing;
  });

  test('a close that waits for the server', async () => {
    const abort = new AbortController();
    const { writer, server } = openTestSession({ signal: abort.signal });
    const closing = expect(writer.close()).rejects.toMatchObject(aborted);
    await server.next();
    abort.abort();
    await closing;
  });

  test('a session that waits for its next poll', async () => {
    const abort = new AbortController();
    const { pipe, clock, server } = openTestSession({ signal: abort.signal });
    await settled();
    abort.abort();
    await expect(pipe.closed).rejects.toMatchObject(aborted);
    expect(clock.scheduledCount).toBe(0);
    expect(server.sent).toHaveLength(0);
  });

  test('a session that backs off', async () => {
    const abort = new AbortController();
    const { pipe, writer, clock, server } = openTestSession({ signal: abort.signal });
    writer.write(bytesOf('x'));
    (await server.next()).fail();
    await settled();
    abort.abort();
    await expect(pipe.closed).rejects.toMatchObject(aborted);
    expect(clock.scheduledCount).toBe(0);
    expect(server.sent).toHaveLength(1);
  });
});

test('a deadline shows as the cause (TestConn_DeadlineErrorsAreNetTimeouts)', async () => {
  const deadline = new AbortController();
  const { pipe, reader, writer, clock } = openTestSession({ signal: deadline.signal });
  clock.schedule(50, () => deadline.abort(new DOMException('too late', 'TimeoutError')));
  const timedOut = { ...aborted, cause: { name: 'TimeoutError' } };
  const reading = expect(reader.read()).rejects.toMatchObject(timedOut);
  const writing = expect(writer.write(new Uint8Array(2 ** 21))).rejects.toMatchObject(timedOut);
  await settled();
  clock.advance(50);
  await reading;
  await writing;
  await expect(pipe.closed).rejects.toMatchObject(timedOut);
});

test('aborting the writable does not wait for a write that waits for room', async () => {
  const { pipe, writer, server } = openTestSession();
  const writing = expect(writer.write(new Uint8Array(2 ** 20 + 1))).rejects.toMatchObject(aborted);
  await server.next();
  writer.abort(new Error('the app is gone')).catch(() => {});
  await expect(pipe.closed).rejects.toMatchObject(aborted);
  await writing;
});

describe.each([
  ['an answer', () => marked('too late')],
  ['the end', () => markedRefusal(Refusal.upstreamClosed)],
])('giving up around the moment of %s', (_, respond) => {
  test.each([0, 1, 2, 3, 4, 5, 6, 7, 8])('is clean %d turns after it', async (turns) => {
    let giveUp = async () => {};
    const observer = { answered: () => void giveUp(), failed() {} };
    const { pipe, reader, writer, server } = openTestSession({ observer });
    giveUp = async () => {
      for (let turn = 0; turn < turns; turn++) await null;
      await reader.cancel().catch(() => {});
    };
    writer.write(bytesOf('x'));
    (await server.next()).respond(respond());
    const outcome = await pipe.closed.catch((error) => error.code);
    expect([undefined, 'MEEK_ABORTED']).toContain(outcome);
  });
});
