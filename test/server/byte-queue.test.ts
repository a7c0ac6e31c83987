import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteQueue } from '../../src/server/byte-queue.ts';

test('bytes come out as they went in, whatever the pieces', () => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 40 }));
  const limits = fc.array(fc.integer({ min: 0, max: 60 }));
  fc.assert(
    fc.property(pieces, limits, (chunks, takes) => {
      const queue = new ByteQueue();
      for (const chunk of chunks) queue.push(Buffer.from(chunk));
      const taken = takes.map((limit) => {
        const bytes = queue.take(limit);
        expect(bytes.length).toBeLessThanOrEqual(limit);
        return bytes;
      });
      taken.push(queue.take(queue.byteLength));
      expect(Buffer.concat(taken)).toEqual(Buffer.concat(chunks));
      expect(queue.byteLength).toBe(0);
    }),
  );
});

test('it gives as much as it may', () => {
  const queue = new ByteQueue();
  queue.push(Buffer.from('abc'));
  queue.push(Buffer.from('def'));
  expect(queue.take(4).toString()).toBe('abcd');
  expect(queue.byteLength).toBe(2);
});
