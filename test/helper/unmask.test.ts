import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mask, unmask } from '../../src/helper/agent/unmask.ts';

const byByte = (data: Uint8Array, key: Uint8Array) =>
  data.map((byte, index) => byte ^ (key[index % 4] ?? 0));

const key = fc.uint8Array({ minLength: 4, maxLength: 4 });
const data = fc.uint8Array({ maxLength: 70 });

test('unmasks at every address as RFC 6455 says, and nothing beside it', () => {
  fc.assert(
    fc.property(data, key, fc.nat(9), fc.nat(9), (bytes, mask, before, after) => {
      const memory = new Uint8Array(before + bytes.length + after).fill(7);
      memory.set(bytes, before);
      unmask(memory.subarray(before, before + bytes.length), mask);
      const expected = [...Array(before).fill(7), ...byByte(bytes, mask), ...Array(after).fill(7)];
      expect([...memory]).toEqual(expected);
    }),
  );
});

test('masks into other memory, as much as is asked for', () => {
  fc.assert(
    fc.property(data, key, fc.nat(9), (bytes, mask4, offset) => {
      const output = new Uint8Array(offset + bytes.length);
      const original = Uint8Array.from(bytes);
      mask(bytes, mask4, output, offset, bytes.length);
      expect([...output.subarray(offset)]).toEqual([...byByte(original, mask4)]);
      expect(bytes).toEqual(original);
    }),
  );
});
