import { expect, test } from 'vitest';
import { marked } from '../responses.ts';
import { settled } from '../settled.ts';
import { bytesOf, openTestSession } from './open-test-session.ts';

test('nothing is sent before there is something to send or the first interval is over', async () => {
  const { clock, server } = openTestSession();
  await settled();
  clock.advance(99);
  await settled();
  expect(server.sent).toHaveLength(0);
  clock.advance(1);
  expect((await server.next()).body).toHaveLength(0);
});

test('a first write is sent at once', async () => {
  const { writer, server } = openTestSession();
  writer.write(bytesOf('hello'));
  expect((await server.next()).text).toBe('hello');
});

test('an idle session asks ×1.5 less often, from 100 ms to 5 s', async () => {
  const { clock, server } = openTestSession();
  const waitsMs: number[] = [];
  for (let poll = 0; poll < 14; poll++) {
    await settled();
    waitsMs.push(clock.advanceToNext());
    (await server.next()).respond(marked());
  }
  const expectedMs = [100];
  for (let ms = 100; expectedMs.length < 14; ms = Math.min(ms * 1.5, 5_000)) expectedMs.push(ms);
  expect(waitsMs.map(Math.round)).toEqual(expectedMs.map(Math.round));
  expect(waitsMs.at(-1)).toBe(5_000);
});

test('the intervals are the options’', async () => {
  const options = { pollIntervalMs: 1_000, pollIntervalMaxMs: 2_000 };
  const { clock, server } = openTestSession({ options });
  const waitsMs: number[] = [];
  for (let poll = 0; poll < 5; poll++) {
    await settled();
    waitsMs.push(clock.advanceToNext());
    (await server.next()).respond(marked());
  }
  expect(waitsMs).toEqual([1_000, 1_000, 1_500, 2_000, 2_000]);
});

test('it asks again at once after bytes in either direction', async () => {
  const { writer, clock, server } = openTestSession();
  writer.write(bytesOf('up'));
  (await server.next()).respond(marked());
  (await server.next()).respond(marked('down'));
  await server.next();
  expect(clock.nowMs()).toBe(0);
});

test('bytes make a session that had become idle quick again', async () => {
  const { clock, server } = openTestSession();
  for (let poll = 0; poll < 10; poll++) {
    await settled();
    clock.advanceToNext();
    (await server.next()).respond(marked());
  }
  await settled();
  clock.advanceToNext();
  (await server.next()).respond(marked('news'));
  (await server.next()).respond(marked());
  await settled();
  expect(clock.advanceToNext()).toBe(100);
});

test('a write ends the wait between polls', async () => {
  const { writer, clock, server } = openTestSession();
  clock.advance(100);
  (await server.next()).respond(marked());
  await settled();
  writer.write(bytesOf('now'));
  expect((await server.next()).text).toBe('now');
  expect(clock.nowMs()).toBe(100);
});

test('a read does not', async () => {
  const { reader, clock, server } = openTestSession();
  clock.advance(100);
  (await server.next()).respond(marked());
  await settled();
  reader.read().catch(() => {});
  await settled();
  expect(server.sent).toHaveLength(1);
});

test('no two exchanges are under way at the same time', async () => {
  const { writer, clock, server } = openTestSession();
  writer.write(bytesOf('a'));
  await server.next();
  writer.write(bytesOf('b'));
  clock.advance(1_000);
  await settled();
  expect(server.sent).toHaveLength(1);
});
