import { expect, test } from 'vitest';
import { Refusal } from '../../../src/meek/v1/wire.ts';
import type { SentRequest } from '../fake-fetch.ts';
import { marked, markedRefusal, unmarked } from '../responses.ts';
import { settled } from '../settled.ts';
import { bytesOf, openTestSession, readText } from './open-test-session.ts';

const endOf = ({ headers }: SentRequest) => headers.get('X-Meek-End');

test('a Frontage server is told of the end, with the last bytes', async () => {
  const { writer, server } = openTestSession();
  writer.write(bytesOf('first'));
  const first = await server.next();
  writer.write(bytesOf('last'));
  const closing = writer.close();
  first.respond(marked());
  const last = await server.next();
  expect(endOf(first)).toBeNull();
  expect([last.text, endOf(last)]).toEqual(['last', 'uplink']);
  last.respond(marked());
  await closing;
});

test('bytes that do not fit one body go ahead of the end', async () => {
  const { writer, clock, server } = openTestSession({ options: { maxBodyBytes: 1_024 } });
  clock.advance(100);
  const poll = await server.next();
  writer.write(new Uint8Array(1_500));
  const closing = writer.close();
  await settled();
  poll.respond(marked());
  const full = await server.next();
  expect([full.body.length, endOf(full)]).toEqual([1_024, null]);
  full.respond(marked());
  const last = await server.next();
  expect([last.body.length, endOf(last)]).toEqual([476, 'uplink']);
  last.respond(marked());
  await closing;
});

test('a close before the first answer is said as soon as the server is known', async () => {
  const { writer, server } = openTestSession();
  writer.write(bytesOf('all'));
  const closing = writer.close();
  const first = await server.next();
  expect([first.text, endOf(first)]).toEqual(['all', null]);
  first.respond(marked());
  const second = await server.next();
  expect([second.text, endOf(second)]).toEqual(['', 'uplink']);
  second.respond(marked());
  await closing;
});

test('a close of a session that never wrote is said too', async () => {
  const { writer, server } = openTestSession();
  const closing = writer.close();
  (await server.next()).respond(marked());
  const second = await server.next();
  expect(endOf(second)).toBe('uplink');
  second.respond(marked());
  await closing;
});

test('any other server gets the bytes and no header that it would not know', async () => {
  const { reader, writer, clock, server } = openTestSession();
  writer.write(bytesOf('all'));
  const closing = writer.close();
  (await server.next()).respond(unmarked());
  await closing;
  (await server.next()).respond(unmarked());
  await settled();
  clock.advanceToNext();
  (await server.next()).respond(unmarked('answer'));
  expect(await readText(reader)).toBe('answer');
  expect(server.sent.map(endOf)).toEqual(server.sent.map(() => null));
});

test('the end is said once, and is repeated only with its own number', async () => {
  const { writer, clock, server } = openTestSession();
  const closing = writer.close();
  (await server.next()).respond(marked());
  const said = await server.next();
  said.fail();
  await settled();
  clock.advanceToNext();
  const again = await server.next();
  expect(endOf(again)).toBe('uplink');
  expect(again.headers.get('X-Meek-Seq')).toBe(said.headers.get('X-Meek-Seq'));
  again.respond(marked('more'));
  await closing;
  expect(endOf(await server.next())).toBeNull();
});

test('the downlink goes on until its own end', async () => {
  const { pipe, reader, writer, server } = openTestSession();
  writer.close();
  (await server.next()).respond(marked());
  (await server.next()).respond(marked('still here'));
  (await server.next()).respond(markedRefusal(Refusal.upstreamClosed));
  expect(await readText(reader)).toBe('still here');
  expect((await reader.read()).done).toBe(true);
  await expect(pipe.closed).resolves.toBeUndefined();
});

test('a close whose bytes cannot be delivered fails', async () => {
  const { writer, server } = openTestSession();
  const writing = writer.write(bytesOf('x'));
  const closing = writer.close();
  await writing;
  (await server.next()).respond(markedRefusal(Refusal.upstreamUnreachable));
  await expect(closing).rejects.toMatchObject({ code: 'MEEK_UPSTREAM_UNREACHABLE' });
});
