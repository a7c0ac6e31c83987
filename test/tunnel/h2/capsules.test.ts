import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DatagramReader, encodeDatagram } from '../../../src/tunnel/capsules.ts';
import { decodeVarint, encodeVarint } from '../../../src/tunnel/varint.ts';

describe('a varint', () => {
  // All but the first from RFC 9000, appendix A.1.
  test.each([
    ['c00000e8d4a51000', 1_000_000_000_000],
    ['9d7f3e7d', 494_878_333],
    ['7bbd', 15_293],
    ['25', 37],
    ['4025', 37],
  ])('%s is %i', (hex, value) => {
    const bytes = Buffer.from(hex, 'hex');
    expect(decodeVarint(bytes, 0)).toEqual({ value, end: bytes.length });
    expect(decodeVarint(bytes.subarray(0, -1), 0)).toBeNull();
  });

  test('is read as it was written', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (value) => {
        const bytes = encodeVarint(value);
        expect(decodeVarint(bytes, 0)).toEqual({ value, end: bytes.length });
      }),
    );
  });
});

describe('datagrams in capsules', () => {
  test('come out of a stream cut anywhere, whatever stands between them', () => {
    const unknown = fc.uint8Array({ maxLength: 300 }).map((value) => ({
      bytes: Buffer.concat([encodeVarint(0x1f05), encodeVarint(value.length), value]),
      payload: null,
    }));
    const datagram = fc.uint8Array({ maxLength: 300 }).map((payload) => ({
      bytes: encodeDatagram(payload),
      payload: Buffer.from(payload) as Buffer | null,
    }));
    const pieces = fc.array(fc.nat({ max: 50 }));
    fc.assert(
      fc.property(fc.array(fc.oneof(datagram, unknown)), pieces, (capsules, cuts) => {
        const reader = new DatagramReader();
        let stream = Buffer.concat(capsules.map(({ bytes }) => bytes));
        const payloads: Buffer[] = [];
        for (const cut of [...cuts, stream.length]) {
          payloads.push(...reader.push(stream.subarray(0, cut)));
          stream = stream.subarray(cut);
        }
        expect(payloads).toEqual(
          capsules.map(({ payload }) => payload).filter((payload) => payload !== null),
        );
      }),
    );
  });

  test('of another context are dropped', () => {
    const bytes = Buffer.concat([
      Buffer.of(0, 3, 2),
      Buffer.from('no'),
      encodeDatagram(Buffer.of(7)),
    ]);
    expect(new DatagramReader().push(bytes)).toEqual([Buffer.of(7)]);
  });

  test('that are longer than UDP break the stream before they are held', () => {
    const head = Buffer.concat([Buffer.of(0), encodeVarint(65_536)]);
    expect(() => new DatagramReader().push(head)).toThrow('65536 bytes');
  });
});
