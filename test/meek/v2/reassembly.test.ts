import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Reassembly } from '../../../src/meek/v2/reassembly.ts';
import { someBytes } from './transfer.ts';

const STREAM = someBytes(2_000, 2);

const piece = fc.tuple(fc.nat(STREAM.length), fc.nat(300));

test('pieces in any order, overlapping and repeated, come out as the stream', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const reassembly = new Reassembly();
      const held = new Set<number>();
      const out: Uint8Array[] = [];
      const insert = (offset: number, byteLength: number) => {
        const bytes = STREAM.subarray(offset, offset + byteLength);
        for (let at = offset; at < offset + bytes.length; at++) held.add(at);
        out.push(...reassembly.insert(offset, bytes));
        expect(reassembly.nextOffset + reassembly.waitingBytes).toBe(held.size);
      };
      for (const [offset, byteLength] of pieces) {
        insert(offset, byteLength);
        let missing = offset;
        while (held.has(missing)) missing += 1;
        expect(reassembly.missingFrom(offset)).toBe(Math.max(missing, reassembly.nextOffset));
      }
      insert(0, STREAM.length);
      expect(Buffer.concat(out).equals(STREAM)).toBe(true);
      expect(reassembly.waitingBytes).toBe(0);
    }),
  );
});

test('the number of gaps is bounded', () => {
  const reassembly = new Reassembly();
  for (let gap = 1; reassembly.hasRoom; gap++) reassembly.insert(gap * 2, Uint8Array.of(0));
  expect(reassembly.waitingBytes).toBe(1024);
});
