import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Downlink, type PendingRead } from '../../../src/meek/v2/downlink.ts';
import { someBytes } from './transfer.ts';

const WINDOW_BYTES = 300_000;
const STREAM = someBytes(700_000, 10);
const STYLE = { streams: true, holdMs: 60_000, beatMs: 8_000 };

/** One simulated path: the client's half, and READs whose answers come in pieces, or break off. */
class Path {
  readonly downlink = new Downlink({ windowBytes: WINDOW_BYTES });
  readonly received: Uint8Array[] = [];
  readonly open: { read: PendingRead; position: number }[] = [];
  nowMs = 0;
  /** What the upstream has sent so far. */
  #sentBytes = 0;

  produce(byteLength: number): void {
    this.#sentBytes = Math.min(this.#sentBytes + byteLength, STREAM.length);
  }

  ask(): void {
    this.nowMs += 50;
    for (let read = this.downlink.next(this.nowMs, STYLE); read; ) {
      expect(read.from).toBeGreaterThanOrEqual(this.downlink.confirmedOffset);
      this.open.push({ read, position: read.from });
      expect(this.open.length).toBeLessThan(100);
      read = this.downlink.next(this.nowMs, STYLE);
    }
  }

  /** Some answer brings its next bytes, and ends if that was all or if it is cut. */
  answer(pick: number, byteLength: number, isCut: boolean): void {
    const index = pick % Math.max(1, this.open.length);
    const answer = this.open[index];
    if (!answer) return;
    const { read, position } = answer;
    const until = Math.min(position + byteLength, read.endOffset, this.#sentBytes);
    if (until > position) this.deliver(position, until);
    answer.position = Math.max(position, until);
    const isAtEnd = answer.position === STREAM.length;
    if (isAtEnd && !isCut) expect(this.downlink.finish(STREAM.length)).toBe(true);
    if (!isCut && !isAtEnd && answer.position < read.endOffset) return;
    this.open.splice(index, 1);
    this.downlink.ended(read, this.nowMs);
  }

  deliver(from: number, until: number): void {
    const chunks = this.downlink.receive(from, STREAM.subarray(from, until), this.nowMs);
    expect(chunks).toBeDefined();
    this.received.push(...(chunks ?? []));
  }

  get receivedBytes(): number {
    return this.downlink.receivedOffset;
  }
}

const step = fc.record({
  produceBytes: fc.integer({ min: 0, max: 100_000 }),
  pick: fc.nat(1000),
  answerBytes: fc.integer({ min: 0, max: 50_000 }),
  isCut: fc.boolean(),
  confirms: fc.boolean(),
  pauseMs: fc.constantFrom(0, 0, 0, 100, 2_000, 60_000),
});

test('whatever happens to answers, the client gets the bytes that were sent, in order', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const path = new Path();
      for (const { produceBytes, pick, answerBytes, isCut, confirms, pauseMs } of steps) {
        path.produce(produceBytes);
        path.ask();
        path.answer(pick, answerBytes, isCut);
        if (confirms) path.downlink.confirm(path.receivedBytes);
        path.nowMs += pauseMs;
        const heldBytes = path.receivedBytes - path.downlink.confirmedOffset;
        expect(heldBytes).toBeLessThanOrEqual(WINDOW_BYTES);
      }
      // The path heals, and the app reads.
      path.produce(STREAM.length);
      for (let turn = 0; !path.downlink.isFinished; turn++) {
        expect(turn).toBeLessThan(2_000);
        path.ask();
        path.answer(turn, 50_000, false);
        path.downlink.confirm(path.receivedBytes);
      }
      expect(Buffer.concat(path.received).equals(STREAM)).toBe(true);
    }),
    { numRuns: 150 },
  );
});

test('a quiet stream has one READ open, however it became quiet', () => {
  const path = new Path();
  path.produce(600_000);
  for (let turn = 0; turn < 200; turn++) {
    path.ask();
    path.answer(turn, 20_000, false);
    path.downlink.confirm(path.receivedBytes);
  }
  expect(path.receivedBytes).toBe(600_000);
  path.nowMs += 2_000;
  path.ask();
  const last = path.open.at(-1);
  expect(last?.read).toMatchObject({ from: 600_000, beatMs: 8_000 });
  const before = path.open.length;
  for (let turn = 0; turn < 100; turn++) path.ask();
  expect(path.open.length).toBe(before);
  path.nowMs += 60_000;
  path.ask();
  path.ask();
  expect(path.open.length).toBe(before + 1);
});

test('a READ that is repeated elsewhere is for what is missing, and the quiet stream comes back', () => {
  const path = new Path();
  path.produce(1_000);
  path.ask();
  const [first] = path.open;
  if (!first) throw new RangeError('Nothing was asked for.');
  path.answer(0, 1_000, false);
  const again = path.downlink.repeat(first.read, 5_000, path.nowMs);
  expect(again).toMatchObject({ from: 1_000, endOffset: 6_000, holdMs: 3_000 });
  expect(path.downlink.repeat(first.read, 5_000, path.nowMs)).toBeUndefined();
  path.nowMs += 2_000;
  path.ask();
  expect(path.open).toHaveLength(1);
  path.nowMs += 1_000;
  path.ask();
  expect(path.open.at(-1)?.read).toMatchObject({ from: 1_000, holdMs: 60_000 });
});

test('of a bulk transfer nothing is repeated elsewhere: what is on its way would come twice', () => {
  const path = new Path();
  path.produce(STREAM.length);
  path.ask();
  path.answer(0, 200_000, false);
  path.downlink.confirm(200_000);
  path.ask();
  const flowing = path.open.find(({ read }) => read.isFlowing);
  if (!flowing) throw new RangeError('Nothing was asked for while bytes flowed.');
  expect(path.downlink.repeat(flowing.read, 5_000, path.nowMs)).toBeUndefined();
  const before = path.open.length;
  path.ask();
  expect(path.open).toHaveLength(before);
});
