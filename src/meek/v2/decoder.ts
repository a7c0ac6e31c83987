import type { Frame } from './frames.ts';
import {
  ACK_BYTES,
  ASK_FLAG,
  CHALLENGE_BYTES,
  FIN_BYTES,
  FRAME_HEADER_BYTES,
  FrameType,
  HELLO_BYTES,
  MAGIC,
  MAX_PAYLOAD_BYTES,
  MAX_TOKEN_BYTES,
  NONCE_BYTES,
  OPEN_FLAG,
  READ_BYTES,
  RESET_BYTES,
  SIGNATURE_BYTES,
  SIGNED_PROOF_BYTES,
  UNSIGNED_PROOF_BYTES,
} from './wire.ts';

/** A frame that no conforming peer sends. Nothing after it can be read. */
export class FrameError extends Error {
  override readonly name = 'FrameError';
  readonly code = 'MALFORMED_FRAME';
}

/** The lengths that a payload may have, by its type. DATA and PAD are handed on or dropped as they come. */
const PAYLOAD_BYTES: Record<number, readonly [minimum: number, maximum: number]> = {
  [FrameType.hello]: [HELLO_BYTES, HELLO_BYTES + MAX_TOKEN_BYTES],
  [FrameType.data]: [9, MAX_PAYLOAD_BYTES],
  [FrameType.ack]: [ACK_BYTES, ACK_BYTES],
  [FrameType.read]: [READ_BYTES, READ_BYTES],
  [FrameType.pad]: [0, MAX_PAYLOAD_BYTES],
  [FrameType.fin]: [FIN_BYTES, FIN_BYTES],
  [FrameType.reset]: [RESET_BYTES, RESET_BYTES],
  [FrameType.challenge]: [CHALLENGE_BYTES, CHALLENGE_BYTES],
  [FrameType.proof]: [UNSIGNED_PROOF_BYTES, SIGNED_PROOF_BYTES],
};

const DATA_OFFSET_BYTES = 8;

/** What is collected of a payload that is not collected whole. After PAD's header comes another. */
const PREFIX_BYTES: Record<number, number> = {
  [FrameType.data]: DATA_OFFSET_BYTES,
  [FrameType.pad]: FRAME_HEADER_BYTES,
};

/** Reads frames from a body that comes in chunks, copying everything but DATA's bytes. */
export class FrameDecoder {
  /** The longest thing that is collected: a HELLO's payload. */
  readonly #collected = new Uint8Array(HELLO_BYTES + MAX_TOKEN_BYTES);
  readonly #view = new DataView(this.#collected.buffer);
  #collectedBytes = 0;
  #wantedBytes = FRAME_HEADER_BYTES;
  /** The frame whose payload is being read; type 0 between frames. */
  #type = 0;
  #payloadBytes = 0;
  /** Bytes of DATA or PAD still to come, and where DATA's next byte belongs. */
  #streamedBytes = 0;
  #dataOffset = 0;

  /** Whether the body may end here. */
  get isBetweenFrames(): boolean {
    return this.#type === 0 && this.#collectedBytes === 0;
  }

  /**
   * Yields the frames that `chunk` completes, and DATA as far as it has come, as views of `chunk`.
   *
   * @throws FrameError at the first malformed frame; those before it have been yielded
   */
  *push(chunk: Uint8Array): Generator<Frame, void, undefined> {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#streamedBytes > 0) {
        const bytes = rest.subarray(0, this.#streamedBytes);
        rest = rest.subarray(bytes.length);
        const frame = this.#stream(bytes);
        if (frame) yield frame;
      } else {
        rest = this.#collect(rest);
        if (this.#collectedBytes < this.#wantedBytes) return;
        const frame = this.#type === 0 ? this.#readHeader() : this.#readPayload();
        if (frame) yield frame;
      }
    }
  }

  #stream(bytes: Uint8Array): Frame | undefined {
    const frame: Frame | undefined =
      this.#type === FrameType.data ? { type: 'data', offset: this.#dataOffset, bytes } : undefined;
    this.#dataOffset += bytes.length;
    this.#streamedBytes -= bytes.length;
    if (this.#streamedBytes === 0) this.#type = 0;
    return frame;
  }

  #collect(bytes: Uint8Array): Uint8Array {
    const piece = bytes.subarray(0, this.#wantedBytes - this.#collectedBytes);
    this.#collected.set(piece, this.#collectedBytes);
    this.#collectedBytes += piece.length;
    return bytes.subarray(piece.length);
  }

  #readHeader(): undefined {
    const header = this.#view.getUint32(0);
    const type = header >>> 24;
    const payloadBytes = header & MAX_PAYLOAD_BYTES;
    const range = PAYLOAD_BYTES[type];
    if (!range) throw new FrameError(`There is no frame of type ${type}.`);
    if (payloadBytes < range[0] || payloadBytes > range[1]) {
      throw new FrameError(`A frame of type ${type} cannot have ${payloadBytes} bytes.`);
    }
    this.#payloadBytes = payloadBytes;
    if (type === FrameType.pad) this.#streamedBytes = payloadBytes;
    if (type !== FrameType.pad || payloadBytes > 0) this.#type = type;
    this.#expect(PREFIX_BYTES[type] ?? payloadBytes);
  }

  #readPayload(): Frame | undefined {
    const type = this.#type;
    const payload = this.#collected.subarray(0, this.#collectedBytes);
    this.#expect(FRAME_HEADER_BYTES);
    if (type !== FrameType.data) {
      this.#type = 0;
      return readFrame(type, payload, this.#view);
    }
    this.#streamedBytes = this.#payloadBytes - DATA_OFFSET_BYTES;
    this.#dataOffset = readOffset(this.#view, 0);
    if (!Number.isSafeInteger(this.#dataOffset + this.#streamedBytes)) throw beyondCounting();
    return undefined;
  }

  #expect(byteLength: number): void {
    this.#collectedBytes = 0;
    this.#wantedBytes = byteLength;
  }
}

function readFrame(type: number, payload: Uint8Array, view: DataView): Frame {
  switch (type) {
    case FrameType.hello:
      return readHello(payload, view);
    case FrameType.ack:
      return { type: 'ack', offset: readOffset(view, 0), limit: readOffset(view, 8) };
    case FrameType.read:
      return {
        type: 'read',
        from: readOffset(view, 0),
        limitBytes: view.getUint32(8),
        holdMs: view.getUint32(12),
        lingerMs: view.getUint32(16),
        beatMs: view.getUint32(20),
      };
    case FrameType.challenge: {
      const nonce = payload.slice(0, NONCE_BYTES);
      return { type: 'challenge', nonce, pauseMs: view.getUint32(NONCE_BYTES) };
    }
    case FrameType.proof:
      return readProof(payload);
    case FrameType.fin:
      return { type: 'fin', offset: readOffset(view, 0) };
    default:
      return { type: 'reset', code: view.getUint16(0) };
  }
}

function readHello(payload: Uint8Array, view: DataView): Frame {
  if (view.getUint32(0) !== MAGIC) throw new FrameError('A HELLO lacks its magic number.');
  return {
    type: 'hello',
    version: view.getUint8(4),
    opens: (view.getUint8(5) & OPEN_FLAG) !== 0,
    asks: (view.getUint8(5) & ASK_FLAG) !== 0,
    maxBodyBytes: view.getUint32(6),
    token: new TextDecoder().decode(payload.subarray(HELLO_BYTES)),
  };
}

/** Of the two lengths that it may have, no other. */
function readProof(payload: Uint8Array): Frame {
  const isSigned = payload.length === SIGNED_PROOF_BYTES;
  if (!isSigned && payload.length !== UNSIGNED_PROOF_BYTES) {
    throw new FrameError(`A PROOF cannot have ${payload.length} bytes.`);
  }
  const spkiFrom = UNSIGNED_PROOF_BYTES + SIGNATURE_BYTES;
  const signature = payload.slice(UNSIGNED_PROOF_BYTES, spkiFrom);
  return {
    type: 'proof',
    flags: payload[0] as number,
    nonce: payload.slice(1, UNSIGNED_PROOF_BYTES),
    signed: isSigned ? { signature, spki: payload.slice(spkiFrom) } : null,
  };
}

function readOffset(view: DataView, position: number): number {
  const offset = view.getUint32(position) * 0x1_0000_0000 + view.getUint32(position + 4);
  if (!Number.isSafeInteger(offset)) throw beyondCounting();
  return offset;
}

function beyondCounting(): FrameError {
  return new FrameError('An offset is beyond 2^53.');
}
