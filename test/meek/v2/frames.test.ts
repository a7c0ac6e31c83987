import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameDecoder, FrameError } from '../../../src/meek/v2/decoder.ts';
import {
  encodeAck,
  encodeChallenge,
  encodeDataHeader,
  encodeFin,
  encodeHello,
  encodeProof,
  encodeRead,
  encodeReset,
  type Frame,
} from '../../../src/meek/v2/frames.ts';
import vectors from '../../vectors/frames.json' with { type: 'json' };

type Shown = { readonly type: string };

const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const bytesOf = (hex: unknown) => Buffer.from(hex as string, 'hex');

/** A frame as the vectors show it. */
function show(frame: Frame): Shown {
  switch (frame.type) {
    case 'data':
      return { type: 'data', offset: frame.offset, hex: hexOf(frame.bytes) } as Shown;
    case 'challenge':
      return { ...frame, nonce: hexOf(frame.nonce) } as Shown;
    case 'proof': {
      const { nonce, signed } = frame;
      const shown = signed && { signature: hexOf(signed.signature), spki: hexOf(signed.spki) };
      return { ...frame, nonce: hexOf(nonce), signed: shown } as Shown;
    }
    default:
      return frame;
  }
}

/** DATA is handed on as it comes; joined again, it is what was sent. */
function join(frames: readonly Frame[]): Frame[] {
  const joined: Frame[] = [];
  for (const frame of frames) {
    const last = joined.at(-1);
    if (frame.type === 'data' && last?.type === 'data') {
      expect(frame.offset).toBe(last.offset + last.bytes.length);
      const bytes = Buffer.concat([last.bytes, frame.bytes]);
      joined[joined.length - 1] = { ...last, bytes };
    } else {
      joined.push(frame);
    }
  }
  return joined;
}

function decode(chunks: readonly Uint8Array[]) {
  const decoder = new FrameDecoder();
  const frames: Frame[] = [];
  let error: unknown;
  try {
    for (const chunk of chunks) for (const frame of decoder.push(chunk)) frames.push(frame);
  } catch (thrown) {
    error = thrown;
  }
  return { frames: join(frames).map(show), error, isWhole: decoder.isBetweenFrames };
}

function encode(frame: Shown & Record<string, unknown>): Uint8Array {
  switch (frame.type) {
    case 'hello':
      return encodeHello(frame as never);
    case 'data': {
      const bytes = Buffer.from(frame.hex as string, 'hex');
      return Buffer.concat([encodeDataHeader(frame.offset as number, bytes.length), bytes]);
    }
    case 'ack':
      return encodeAck(frame.offset as number, frame.limit as number);
    case 'read':
      return encodeRead(frame as never);
    case 'fin':
      return encodeFin(frame.offset as number);
    case 'challenge':
      return encodeChallenge({ nonce: bytesOf(frame.nonce), pauseMs: frame.pauseMs as number });
    case 'proof': {
      const { nonce, flags } = frame as unknown as { nonce: string; flags: number };
      const shown = frame.signed as { signature: string; spki: string } | null;
      const signed = shown && { signature: bytesOf(shown.signature), spki: bytesOf(shown.spki) };
      return encodeProof({ flags, nonce: bytesOf(nonce), signed });
    }
    default:
      return encodeReset(frame.code as number);
  }
}

const inBytes = (bytes: Uint8Array) => [...bytes].map((byte) => Uint8Array.of(byte));

test.for(vectors.wellFormed)('$name, decoded whole and byte by byte', ({ hex, frames }) => {
  const bytes = Buffer.from(hex, 'hex');
  for (const chunks of [[bytes], inBytes(bytes)]) {
    expect(decode(chunks)).toEqual({ frames, error: undefined, isWhole: true });
  }
});

test.for(vectors.wellFormed.filter(({ hex }) => !hex.startsWith('05')))(
  '$name, encoded',
  ({ hex, frames }) => {
    expect(Buffer.concat(frames.map(encode)).toString('hex')).toBe(hex);
  },
);

test.for(vectors.malformed)('$name is refused', ({ hex, frames }) => {
  const bytes = Buffer.from(hex, 'hex');
  for (const chunks of [[bytes], inBytes(bytes)]) {
    const decoded = decode(chunks);
    expect(decoded.error).toBeInstanceOf(FrameError);
    expect(decoded.frames).toEqual(frames);
  }
});

test('a frame that is cut anywhere is not whole', () => {
  for (const { hex } of vectors.wellFormed.filter(({ frames }) => frames.length === 1)) {
    const bytes = Buffer.from(hex, 'hex');
    const isPad = (at: number) => hex.startsWith('05') && at === 7;
    for (let at = 1; at < bytes.length; at++) {
      expect(decode([bytes.subarray(0, at)]).isWhole).toBe(isPad(at));
    }
  }
});

test('whatever comes in, and however it is cut, the decoder ends in frames or an error', () => {
  const chunks = fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 20 });
  fc.assert(
    fc.property(chunks, (garbage) => {
      const whole = decode([Buffer.concat(garbage)]);
      expect(decode(garbage)).toEqual(whole);
    }),
  );
});
