import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromBase64, toBase64 } from '../../src/link/base64.ts';

test('bytes come out as they went in, also from the middle of a buffer', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.nat(5), (bytes, start) => {
      const part = bytes.subarray(Math.min(start, bytes.length));
      expect(toBase64(part)).toBe(Buffer.from(part).toString('base64'));
      expect([...fromBase64(toBase64(part))]).toEqual([...part]);
    }),
  );
});

test.each(['AA', 'A', 'AAAA=', 'AA=A', '!!!!', 'AAA\u202e', 'QQ==QQ=='])(
  '%j is refused',
  (text) => {
    expect(() => fromBase64(text)).toThrow(SyntaxError);
  },
);
