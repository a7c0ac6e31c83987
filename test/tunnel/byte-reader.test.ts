import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteReader } from '../../src/tunnel/byte-reader.ts';
import { bytewise, streamOf } from './byte-source.ts';

const remainderOf = (reader: ByteReader) => new Response(reader.remainder() as BodyInit).bytes();

test('reads in exact lengths, whatever the chunks, and hands over the rest', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 9 })),
      fc.array(fc.nat(9)),
      async (chunks, lengths) => {
        const all = Buffer.concat(chunks);
        const reader = new ByteReader(streamOf(...chunks));
        let offset = 0;
        for (const length of lengths) {
          if (offset + length > all.length) break;
          const expected = all.subarray(offset, offset + length);
          expect(Buffer.from(await reader.readExactly(length))).toEqual(expected);
          offset += length;
        }
        expect(Buffer.from(await remainderOf(reader))).toEqual(all.subarray(offset));
      },
    ),
  ));

test('an end before the bytes that were asked for is an error', async () => {
  const reader = new ByteReader(streamOf(...bytewise(Uint8Array.of(1, 2))));
  await expect(reader.readExactly(3)).rejects.toMatchObject({ code: 'EARLY_END' });
});

test('the stream’s own error comes through', async () => {
  const broken = new ReadableStream<Uint8Array>({
    start: (controller) => controller.error(new Error('broken')),
  });
  await expect(new ByteReader(broken).readExactly(1)).rejects.toThrow('broken');
});

test('the remainder is not read ahead, and cancelling it cancels the stream', async () => {
  let pulledCount = 0;
  let reason: unknown;
  const source = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        pulledCount += 1;
        controller.enqueue(Uint8Array.of(pulledCount));
      },
      cancel(why) {
        reason = why;
      },
    },
    new CountQueuingStrategy({ highWaterMark: 0 }),
  );
  const reader = new ByteReader(source);
  await reader.readExactly(1);
  const rest = reader.remainder();
  await new Promise((resolve) => setImmediate(resolve));
  expect(pulledCount).toBe(1);
  await rest.cancel('enough');
  expect(reason).toBe('enough');
});
