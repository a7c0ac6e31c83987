import { describe, expect, test } from 'vitest';
import { Refusal } from '../../../src/meek/v1/wire.ts';
import { marked, markedRefusal, unmarked, unmarkedRefusal } from '../responses.ts';
import { settled } from '../settled.ts';
import { bytesOf, openTestSession, readText } from './open-test-session.ts';

describe('the session id', () => {
  test.each([8, 16, 64])('is the lower-case hex of %d random bytes', async (sessionIdBytes) => {
    const { writer, server } = openTestSession({ options: { sessionIdBytes } });
    writer.write(bytesOf('x'));
    const id = (await server.next()).headers.get('X-Session-Id');
    expect(id).toBe('ab'.repeat(sessionIdBytes));
  });

  test('is drawn anew for each session, and kept in it', async () => {
    let drawn = 0;
    const random = {
      bytes: (length: number) => new Uint8Array(length).fill(++drawn),
      fraction: () => 0.5,
    };
    const first = openTestSession({ random });
    first.writer.write(bytesOf('x'));
    const request = await first.server.next();
    request.respond(marked('y'));
    const followUp = await first.server.next();
    const second = openTestSession({ random });
    second.writer.write(bytesOf('x'));
    const other = await second.server.next();
    const idOf = ({ headers }: { headers: Headers }) => headers.get('X-Session-Id');
    expect(idOf(followUp)).toBe(idOf(request));
    expect(idOf(other)).not.toBe(idOf(request));
  });
});

test('bytes go up and come down in order', async () => {
  const { reader, writer, server } = openTestSession();
  writer.write(bytesOf('ping'));
  const first = await server.next();
  expect(first.text).toBe('ping');
  first.respond(unmarked('po'));
  (await server.next()).respond(unmarked('ng'));
  expect(await readText(reader)).toBe('po');
  expect(await readText(reader)).toBe('ng');
});

test('the sequence number counts answers, not attempts', async () => {
  const { writer, clock, server } = openTestSession();
  const sequences: (string | null)[] = [];
  const next = async () => {
    const request = await server.next();
    sequences.push(request.headers.get('X-Meek-Seq'));
    return request;
  };
  writer.write(bytesOf('a'));
  (await next()).respond(marked('1'));
  (await next()).fail();
  await settled();
  clock.advanceToNext();
  (await next()).fail();
  await settled();
  clock.advanceToNext();
  (await next()).respond(marked('2'));
  await next();
  expect(sequences).toEqual(['0', '1', '1', '1', '2']);
});

test('what is written during a failing exchange waits for the next number', async () => {
  const { writer, clock, server } = openTestSession();
  writer.write(bytesOf('first'));
  const request = await server.next();
  writer.write(bytesOf('second'));
  request.fail();
  await settled();
  clock.advanceToNext();
  const repeated = await server.next();
  expect(repeated.text).toBe('first');
  repeated.respond(marked());
  expect((await server.next()).text).toBe('second');
});

test('a body is as long as allowed and no longer', async () => {
  const { writer, server } = openTestSession({ options: { maxBodyBytes: 1_024 } });
  writer.write(new Uint8Array(2_500));
  const lengths: number[] = [];
  for (let turn = 0; turn < 3; turn++) {
    const request = await server.next();
    expect(request.headers.get('X-Meek-Max-Body')).toBe('1024');
    lengths.push(request.body.length);
    request.respond(marked());
  }
  expect(lengths).toEqual([1_024, 1_024, 452]);
});

test.each([
  ['a Frontage server', markedRefusal],
  ['lantern-box', unmarkedRefusal],
])(
  '“upstream closed” of %s ends the stream cleanly, after all that came before',
  async (_, refusal) => {
    const { pipe, reader, writer, clock, server } = openTestSession();
    writer.write(bytesOf('x'));
    (await server.next()).respond(unmarked('last words'));
    (await server.next()).respond(refusal(Refusal.upstreamClosed));
    expect(await readText(reader)).toBe('last words');
    expect(await reader.read()).toEqual({ done: true, value: undefined });
    await expect(pipe.closed).resolves.toBeUndefined();
    await expect(writer.write(bytesOf('into the void'))).rejects.toMatchObject({
      code: 'MEEK_ABORTED',
    });
    expect(clock.scheduledCount).toBe(0);
    expect(server.sent).toHaveLength(2);
  },
);

test('a lost session errors the pipe: the stream was cut', async () => {
  const { pipe, reader, writer, server } = openTestSession();
  writer.write(bytesOf('x'));
  (await server.next()).respond(marked('half a pa'));
  (await server.next()).respond(markedRefusal(Refusal.unknownSession));
  const lost = { code: 'MEEK_SESSION_LOST' };
  await expect(pipe.closed).rejects.toMatchObject(lost);
  await expect(reader.read()).rejects.toMatchObject(lost);
  await expect(writer.write(bytesOf('x'))).rejects.toMatchObject(lost);
});

test('an error that retries did not mend ends the pipe, and nothing more is sent', async () => {
  const { pipe, reader, writer, clock, server } = openTestSession();
  writer.write(bytesOf('x'));
  for (let attempt = 1; attempt <= 5; attempt++) {
    (await server.next()).fail();
    await settled();
    if (attempt < 5) clock.advanceToNext();
  }
  const unreachable = { code: 'MEEK_FRONT_UNREACHABLE' };
  await expect(reader.read()).rejects.toMatchObject(unreachable);
  await expect(pipe.closed).rejects.toMatchObject(unreachable);
  expect(clock.scheduledCount).toBe(0);
  expect(server.sent).toHaveLength(5);
});
