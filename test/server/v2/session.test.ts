import { Duplex } from 'node:stream';
import { expect, test } from 'vitest';
import { FrameDecoder } from '../../../src/meek/v2/decoder.ts';
import type { Read } from '../../../src/meek/v2/frames.ts';
import { ResetCode } from '../../../src/meek/v2/wire.ts';
import { ByteBudget } from '../../../src/server/v2/byte-budget.ts';
import { Session } from '../../../src/server/v2/session.ts';
import { Sessions } from '../../../src/server/v2/sessions.ts';
import { ManualClock } from '../../meek/manual-clock.ts';
import { settled } from '../../meek/settled.ts';
import { recordingLog } from '../server-under-test.ts';

/** A response in the test's hands. */
class RecordedSink {
  readonly frames: string[] = [];
  hasEnded = false;
  takesMore = true;
  readonly #decoder = new FrameDecoder();

  write(chunks: readonly Uint8Array[]): boolean {
    const bytes = Buffer.concat(chunks);
    if (bytes.equals(PAD)) this.frames.push('pad');
    for (const frame of this.#decoder.push(bytes)) {
      if (frame.type === 'data')
        this.frames.push(`data ${frame.offset} ${Buffer.from(frame.bytes)}`);
      else this.frames.push('code' in frame ? `reset ${frame.code}` : frame.type);
    }
    return this.takesMore;
  }

  end(): void {
    this.hasEnded = true;
  }
}

const PAD = Buffer.from('05000000', 'hex');

const aRead = (read: Partial<Read> = {}): Read => ({
  type: 'read',
  from: 0,
  limitBytes: 1_000,
  holdMs: 60_000,
  lingerMs: 60_000,
  beatMs: 8_000,
  ...read,
});

function anUpstream() {
  const heard: string[] = [];
  const taken: (() => void)[] = [];
  const stream = new Duplex({
    read() {},
    write(chunk, _encoding, done) {
      heard.push(String(chunk));
      taken.push(done);
    },
  });
  return { stream, heard, taken };
}

async function aSession({ windowBytes = 1_000, budgetBytes = 1_000_000 } = {}) {
  const clock = new ManualClock();
  const budget = new ByteBudget(budgetBytes);
  const upstream = anUpstream();
  const session = new Session({ clock, windowBytes, budget });
  await session.connect(async () => upstream.stream);
  const read = (request: Partial<Read> = {}) => {
    const sink = new RecordedSink();
    const reading = session.read(aRead(request), sink);
    return { sink, reading };
  };
  const say = async (text: string) => {
    upstream.stream.push(text);
    await settled();
  };
  return { clock, budget, upstream, session, read, say };
}

test('bytes are written as they come, and a silent response beats', async () => {
  const { read, say, clock } = await aSession();
  const { sink } = read();
  clock.advance(7_999);
  expect(sink.frames).toEqual([]);
  clock.advance(1);
  await say('abc');
  clock.advance(7_999);
  expect(sink.frames).toEqual(['pad', 'data 0 abc']);
  clock.advance(8_001);
  expect(sink.frames).toEqual(['pad', 'data 0 abc', 'pad', 'pad']);
});

test('a response ends with its limit, its hold, or its linger after the first bytes', async () => {
  const { read, say, clock } = await aSession();
  const limited = read({ limitBytes: 2 });
  await say('abc');
  expect(limited.sink).toMatchObject({ frames: ['data 0 ab'], hasEnded: true });
  const held = read({ from: 3, holdMs: 500 });
  clock.advance(500);
  expect(held.sink).toMatchObject({ frames: [], hasEnded: true });
  const lingering = read({ from: 3, lingerMs: 20 });
  clock.advance(300);
  await say('d');
  clock.advance(19);
  expect(lingering.sink.hasEnded).toBe(false);
  clock.advance(1);
  expect(lingering.sink).toMatchObject({ frames: ['data 3 d'], hasEnded: true });
  expect(clock.scheduledCount).toBe(0);
});

test('the newest READ of a range serves it, and those of following ranges wait their turn', async () => {
  const { read, say } = await aSession();
  const old = read({ limitBytes: 10 });
  await say('ab');
  const newer = read({ from: 2, limitBytes: 2 });
  const following = read({ from: 4, limitBytes: 10 });
  expect(old.sink).toMatchObject({ frames: ['data 0 ab'], hasEnded: true });
  await say('cdef');
  expect(newer.sink).toMatchObject({ frames: ['data 2 cd'], hasEnded: true });
  expect(following.sink).toMatchObject({ frames: ['data 4 ef'], hasEnded: false });
});

test('a sink that takes no more is not written to before it has drained', async () => {
  const { read, say, clock } = await aSession();
  const { sink, reading } = read();
  sink.takesMore = false;
  await say('ab');
  await say('cd');
  clock.advance(20_000);
  expect(sink.frames).toEqual(['data 0 ab']);
  sink.takesMore = true;
  if (typeof reading !== 'number') reading.drained();
  expect(sink.frames).toEqual(['data 0 ab', 'data 2 cd']);
});

test('the upstream is paused while the window is full, and goes on when it is acknowledged', async () => {
  const { session, upstream, say } = await aSession({ windowBytes: 4 });
  await say('abcd');
  expect(upstream.stream.isPaused()).toBe(true);
  expect(session.acknowledge(2)).toBeUndefined();
  expect(upstream.stream.isPaused()).toBe(false);
  expect(session.acknowledge(5)).toBe(ResetCode.protocol);
  expect(session.read(aRead({ from: 1 }), new RecordedSink())).toBe(ResetCode.staleRead);
});

test('the limit follows what the upstream takes, and open READs hear of it', async () => {
  const { session, upstream, read } = await aSession({ windowBytes: 4 });
  const { sink } = read();
  expect(session.receive(0, Buffer.from('abcd'))).toBeUndefined();
  expect(session.acknowledgement()).toEqual({ offset: 4, limit: 4 });
  expect(session.receive(4, Buffer.from('e'))).toBe(ResetCode.protocol);
  upstream.taken[0]?.();
  await settled();
  expect(sink.frames).toEqual(['ack']);
  expect(session.acknowledgement()).toEqual({ offset: 4, limit: 8 });
});

test('an upstream that breaks is a reset after its last byte, one that ends is a FIN', async () => {
  for (const [end, last] of [
    [(stream: Duplex) => void stream.push(null), 'fin'],
    [(stream: Duplex) => void stream.destroy(new Error('broken')), 'reset 6'],
  ] as const) {
    const { upstream, read, say } = await aSession();
    await say('abc');
    end(upstream.stream);
    await settled();
    expect(read().sink).toMatchObject({ frames: ['data 0 abc', last], hasEnded: true });
  }
});

test('beyond the budget a session that holds bytes gets no more, and lets go of all at its end', async () => {
  const { session, budget, upstream, say } = await aSession({ budgetBytes: 5 });
  await say('abc');
  expect(session.receive(0, Buffer.from('xyz'))).toBeUndefined();
  expect(budget.usedBytes).toBe(6);
  expect(session.receive(3, Buffer.from('more'))).toBe(ResetCode.busy);
  await say('def');
  expect(upstream.stream.isPaused()).toBe(true);
  session.destroy(ResetCode.closed);
  expect(budget.usedBytes).toBe(0);
});

test('sessions expire, but not while they are read, and are not opened again by a late copy', async () => {
  const clock = new ManualClock();
  const budget = new ByteBudget(1_000);
  const sessions = new Sessions({
    clock,
    budget,
    windowBytes: 1_000,
    expiryMs: 120_000,
    maxSessions: 2,
    dial: async () => anUpstream().stream,
    log: recordingLog(),
  });
  const session = sessions.open('a');
  if (typeof session === 'number') throw new Error(`refused with ${session}`);
  session.read(aRead({ holdMs: 200_000 }), new RecordedSink());
  clock.advance(199_999);
  expect(sessions.get('a')).toBe(session);
  clock.advance(240_000);
  expect(sessions.get('a')).toBe(ResetCode.unknownSession);
  sessions.open('b');
  sessions.end('b');
  expect(sessions.open('b')).toBe(ResetCode.closed);
  sessions.open('c');
  sessions.open('d');
  expect(sessions.open('e')).toBe(ResetCode.busy);
});
