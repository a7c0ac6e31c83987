import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type PipeFrame, DEFAULT_WINDOW_BYTES as WINDOW_BYTES } from '../../src/link/frames.ts';
import type { Pipe } from '../../src/meek/pipe.ts';
import { settled } from '../meek/settled.ts';
import { dataBytes, JoinedLinks } from './joined-links.ts';

test('1 MiB may be on its way, and more only as the reader uses it', async () => {
  const links = new JoinedLinks();
  const { near, far } = links.open();
  near.writable.getWriter().write(new Uint8Array(2 * WINDOW_BYTES));
  const arrived = () => links.sent.reduce((sum, frame) => sum + dataBytes(frame), 0);
  const reader = far.readable.getReader();
  await settled();
  links.deliverAll();
  await settled();
  expect(arrived()).toBe(WINDOW_BYTES);
  for (let usedBytes = 0; usedBytes < WINDOW_BYTES / 2; ) {
    usedBytes += (await reader.read()).value?.length ?? 0;
  }
  await settled();
  links.deliverAll();
  await settled();
  expect(arrived()).toBe(WINDOW_BYTES * 1.5);
});

test('small reads do not cost a message each', async () => {
  const links = new JoinedLinks();
  const { near, far } = links.open();
  const writer = near.writable.getWriter();
  const reader = far.readable.getReader();
  for (let turn = 0; turn < 1_000; turn++) {
    await writer.write(new Uint8Array(1_024));
    links.deliverAll();
    await reader.read();
  }
  const credits = links.sent.filter(({ type }) => type === 'credit');
  expect(credits.length).toBeGreaterThan(0);
  expect(credits.length).toBeLessThanOrEqual(4);
});

/** One direction of a pipe, with what was written to it, what came out, and what it cost. */
class Direction {
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #written = createHash('sha256');
  readonly #read = createHash('sha256');
  writtenBytes = 0;
  readBytes = 0;
  #waitingReads = 0;

  constructor(from: Pipe, to: Pipe) {
    this.#writer = from.writable.getWriter();
    this.#reader = to.readable.getReader();
  }

  write(lengthBytes: number): void {
    const bytes = new Uint8Array(lengthBytes).fill(this.writtenBytes % 251);
    this.#written.update(bytes);
    this.writtenBytes += lengthBytes;
    this.#writer.write(bytes);
  }

  async read(): Promise<void> {
    if (this.#waitingReads > 0) return;
    this.#waitingReads += 1;
    const { value = new Uint8Array() } = await this.#reader.read();
    this.#waitingReads -= 1;
    this.#read.update(value);
    this.readBytes += value.length;
  }

  get isWhole(): boolean {
    return this.#written.copy().digest('hex') === this.#read.copy().digest('hex');
  }
}

/** Bytes sent in one direction for which credit has not come back. */
function outstandingBytes(data: PipeFrame[], credit: PipeFrame[]): number {
  const granted = credit.reduce(
    (sum, frame) => sum + (frame.type === 'credit' ? frame.bytes : 0),
    0,
  );
  return data.reduce((sum, frame) => sum + dataBytes(frame), 0) - granted;
}

test('credit is never exceeded, always comes back, and nothing is lost, in any order', () => {
  const step = fc.oneof(
    fc.record({ write: fc.nat(1), lengthBytes: fc.integer({ min: 1, max: 700_000 }) }),
    fc.record({ read: fc.nat(1) }),
    fc.record({ deliver: fc.constantFrom('helper' as const, 'extension' as const) }),
  );
  return fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
      const links = new JoinedLinks();
      const { near, far } = links.open();
      const directions = [new Direction(near, far), new Direction(far, near)];
      const log: { helper: PipeFrame[]; extension: PipeFrame[] } = { helper: [], extension: [] };
      const deliver = (end: 'helper' | 'extension') => {
        const [frame] = end === 'helper' ? links.toHelper : links.toExtension;
        if (frame) log[end].push(frame);
        return links.deliverTo(end);
      };
      const check = () => {
        const up = outstandingBytes([...log.extension, ...links.toExtension], log.helper);
        const down = outstandingBytes([...log.helper, ...links.toHelper], log.extension);
        expect(Math.max(up, down)).toBeLessThanOrEqual(WINDOW_BYTES);
        return [up, down];
      };
      for (const each of steps) {
        if ('write' in each) directions[each.write]?.write(each.lengthBytes);
        else if ('read' in each) directions[each.read]?.read();
        else deliver(each.deliver);
        await settled();
        check();
      }
      while (directions.some(({ writtenBytes, readBytes }) => readBytes < writtenBytes)) {
        while ([deliver('helper'), deliver('extension')].includes(true));
        for (const direction of directions) direction.read();
        await settled();
        check();
      }
      while ([deliver('helper'), deliver('extension')].includes(true));
      expect(Math.max(...check())).toBeLessThan(WINDOW_BYTES / 4);
      expect(directions.map(({ isWhole }) => isWhole)).toEqual([true, true]);
    }),
    { numRuns: 25 },
  );
}, 60_000);
