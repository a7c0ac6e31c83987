import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeFrame, encodeFrame } from '../../src/link/binary-frames.ts';
import type { PipeFrame } from '../../src/link/frames.ts';

const pipe = fc.integer({ min: 1, max: 0x7fff_ffff });
const frames: fc.Arbitrary<PipeFrame> = fc.oneof(
  fc.record({
    type: fc.constant('open' as const),
    pipe,
    windowBytes: fc.integer({ min: 1, max: 16 * 1024 * 1024 }),
  }),
  fc.record({ type: fc.constant('data' as const), pipe, payload: fc.uint8Array() }),
  fc.record({ type: fc.constant('end' as const), pipe }),
  fc.record({
    type: fc.constant('reset' as const),
    pipe,
    code: fc.stringMatching(/^[A-Z0-9_]{1,60}$/),
    message: fc.string({ maxLength: 100 }),
  }),
  fc.record({
    type: fc.constant('credit' as const),
    pipe,
    bytes: fc.integer({ min: 1, max: 0x7fff_ffff }),
  }),
);

test('every frame comes back as it was', () => {
  fc.assert(
    fc.property(frames, (frame) => {
      expect(decodeFrame(encodeFrame(frame))).toEqual(frame);
    }),
  );
});

test('frames may share memory, where each is sent before the next; what has no room gets its own', () => {
  const memory = new Uint8Array(8);
  fc.assert(
    fc.property(frames, (frame) => {
      const bytes = encodeFrame(frame, memory);
      expect(decodeFrame(bytes)).toEqual(frame);
      expect(bytes.buffer === memory.buffer).toBe(bytes.length <= memory.length);
    }),
  );
});

test('whatever else comes is a frame or a violation, never another error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      try {
        decodeFrame(bytes);
      } catch (error) {
        expect(error).toMatchObject({ code: 'LINK_VIOLATION' });
      }
    }),
  );
});
