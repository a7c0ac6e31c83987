import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteLog } from '../../../src/meek/v2/byte-log.ts';
import { someBytes } from './transfer.ts';

const STREAM = someBytes(300_000, 1);

const step = fc.record({
  appendBytes: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 900, max: 5_000 })),
  readAt: fc.double({ min: 0, max: 1, noNaN: true }),
  readBytes: fc.nat(10_000),
  dropTo: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
});

test('what is read is what was appended there, whatever was dropped before', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
      const log = new ByteLog();
      for (const { appendBytes, readAt, readBytes, dropTo } of steps) {
        const end = Math.min(log.endOffset + appendBytes, STREAM.length);
        log.append(STREAM.subarray(log.endOffset, end));
        const within = (fraction: number) =>
          log.startOffset + Math.floor(fraction * log.byteLength);
        const offset = within(readAt);
        const expected = STREAM.subarray(offset, Math.min(offset + readBytes, end));
        const read = Buffer.concat(log.slices(offset, readBytes));
        expect(read.equals(expected)).toBe(true);
        if (dropTo !== null) log.drop(within(dropTo));
      }
    }),
  );
});

test('a view that was handed out does not change when more is appended', () => {
  const log = new ByteLog();
  log.append(Uint8Array.of(1, 2));
  const [view] = log.slices(0, 2);
  for (let i = 0; i < 5_000; i++) log.append(Uint8Array.of(9));
  expect(view).toEqual(Uint8Array.of(1, 2));
});

test('what was dropped cannot be read, nor what never was be dropped', () => {
  const log = new ByteLog(10);
  log.append(Uint8Array.of(1, 2, 3));
  log.drop(12);
  expect(() => log.slices(11, 1)).toThrow(RangeError);
  expect(() => log.drop(14)).toThrow(RangeError);
  expect(log.slices(13, 5)).toEqual([]);
});
