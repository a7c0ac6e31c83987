import { expect, test } from 'vitest';
import { marked } from '../responses.ts';
import { settled } from '../settled.ts';
import { openTestSession } from './open-test-session.ts';

const MIB = 1024 * 1024;
const BODY_BYTES = 256 * 1024;

/** Whether `promise` has settled by now. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const waiting = Symbol();
  await settled();
  return (await Promise.race([promise.catch(() => {}), Promise.resolve(waiting)])) !== waiting;
}

test('1 MiB is accepted ahead of the server (TestConn_LargeWriteRespectsBacklogCap)', async () => {
  const { writer, server } = openTestSession();
  await writer.write(new Uint8Array(MIB));
  const oneMore = writer.write(new Uint8Array(1));
  expect(await isSettled(oneMore)).toBe(false);
  (await server.next()).respond(marked());
  await oneMore;
});

test('a larger write is taken as the server takes it, and arrives whole', async () => {
  const { writer, server } = openTestSession();
  const written = Uint8Array.from({ length: 3 * MIB }, (_, index) => (index * 31) % 251);
  const writing = writer.write(written);
  const arrived: Uint8Array[] = [];
  for (let exchange = 0; exchange < 12; exchange++) {
    if (exchange < 8) expect(await isSettled(writing)).toBe(false);
    const request = await server.next();
    arrived.push(request.body);
    request.respond(marked());
  }
  await writing;
  expect(Buffer.compare(Buffer.concat(arrived), written)).toBe(0);
});

test('nothing is asked for while 1 MiB waits for the reader', async () => {
  const { reader, clock, server } = openTestSession();
  clock.advance(100);
  for (let exchange = 0; exchange < 4; exchange++) {
    (await server.next()).respond(marked(new Uint8Array(BODY_BYTES)));
  }
  await settled();
  expect(server.sent).toHaveLength(4);
  expect(clock.scheduledCount).toBe(0);
  await reader.read();
  await server.next();
  expect(server.sent).toHaveLength(5);
});

test('an abort wakes a session that waits for its reader', async () => {
  const abort = new AbortController();
  const { pipe, clock, server } = openTestSession({ signal: abort.signal });
  clock.advance(100);
  for (let exchange = 0; exchange < 4; exchange++) {
    (await server.next()).respond(marked(new Uint8Array(BODY_BYTES)));
  }
  await settled();
  abort.abort();
  await expect(pipe.closed).rejects.toMatchObject({ code: 'MEEK_ABORTED' });
});
