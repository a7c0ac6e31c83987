import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HelperError } from '../../src/helper/errors.ts';
import {
  encodeMessage,
  frameMessage,
  MessageSplitter,
  parseJson,
} from '../../src/helper/message-frames.ts';
import { MAX_MESSAGE_BYTES } from '../../src/link/messages.ts';

async function split(chunks: Buffer[]): Promise<Buffer[]> {
  return Readable.from(chunks).compose(new MessageSplitter()).toArray();
}

function header(lengthBytes: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(lengthBytes);
  return bytes;
}

/** Cuts `bytes` after each of the offsets. */
function cut(bytes: Buffer, offsets: number[]): Buffer[] {
  const cuts = [0, ...offsets.map((at) => at % (bytes.length + 1)), bytes.length];
  const sorted = cuts.sort((a, b) => a - b);
  return sorted.slice(1).map((end, index) => bytes.subarray(sorted[index], end));
}

describe('splitting', () => {
  test('messages come out whole however the bytes are cut', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 20 }),
        fc.array(fc.nat({ max: 10_000 }), { maxLength: 60 }),
        async (messages, offsets) => {
          const bytes = Buffer.concat(
            messages.map((message) => frameMessage(Buffer.from(message))),
          );
          const chunks = cut(bytes, offsets).filter((chunk) => chunk.length > 0);
          expect(await split(chunks)).toEqual(messages.map((message) => Buffer.from(message)));
        },
      ),
      { numRuns: 200 },
    ));

  test('the largest message passes', async () => {
    const message = Buffer.alloc(MAX_MESSAGE_BYTES, 'x');
    const [split1] = await split([header(message.length), message]);
    expect(split1?.equals(message)).toBe(true);
  });

  test.each([0, MAX_MESSAGE_BYTES + 1, 0xffff_ffff])(
    'a length of %i is refused before its body is waited for',
    async (lengthBytes) => {
      await expect(split([header(lengthBytes)])).rejects.toMatchObject({ code: 'HELPER_FRAME' });
    },
  );

  test('what came whole before a refused length is still delivered', async () => {
    const splitter = new MessageSplitter();
    const received: Buffer[] = [];
    splitter.on('data', (message) => received.push(message));
    const failed = new Promise((resolve) => splitter.once('error', resolve));
    splitter.write(encodeMessage({ a: 1 }));
    splitter.write(header(0));
    expect(await failed).toBeInstanceOf(HelperError);
    expect(received.map((message) => parseJson(message))).toEqual([{ a: 1 }]);
  });

  test('a message that was cut off is no message', async () => {
    expect(await split([encodeMessage({ a: 1 }).subarray(0, -1)])).toEqual([]);
  });
});

test('a message is framed by its length in bytes, little-endian', () => {
  expect(encodeMessage({ text: 'ü' })).toEqual(Buffer.from('\x0d\0\0\0{"text":"ü"}'));
});

test('a message that the other end would refuse is not sent', () => {
  const refused = expect.objectContaining({ code: 'HELPER_FRAME' });
  expect(() => frameMessage(Buffer.alloc(0))).toThrow(refused);
  expect(() => frameMessage(Buffer.alloc(MAX_MESSAGE_BYTES + 1))).toThrow(refused);
});

test('bytes that are not JSON are refused', () => {
  expect(() => parseJson(Buffer.from('{'))).toThrow(
    expect.objectContaining({ code: 'HELPER_FRAME' }),
  );
});
