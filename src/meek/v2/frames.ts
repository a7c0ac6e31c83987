import { concatenate } from './concatenate.ts';
import {
  ACK_BYTES,
  ASK_FLAG,
  CHALLENGE_BYTES,
  DATA_HEADER_BYTES,
  FIN_BYTES,
  FRAME_HEADER_BYTES,
  FrameType,
  HELLO_BYTES,
  MAGIC,
  NONCE_BYTES,
  OPEN_FLAG,
  READ_BYTES,
  RESET_BYTES,
  VERSION,
} from './wire.ts';

/** The first frame of every request and response. */
export interface Hello {
  readonly type: 'hello';
  readonly version: number;
  /** From a client: open the session if it is unknown. */
  readonly opens: boolean;
  /** From a client: the request is a question, and about no session. */
  readonly asks: boolean;
  /** The largest body that the sender takes, in bytes; 0 says nothing. */
  readonly maxBodyBytes: number;
  readonly token: string;
}

/** Bytes of the sender's stream, from `offset` on. The decoder hands them on piece by piece. */
export interface Data {
  readonly type: 'data';
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** The sender has every byte below `offset` and takes none at `limit` or above. */
export interface Ack {
  readonly type: 'ack';
  readonly offset: number;
  readonly limit: number;
}

/** From a client: answer with the bytes from `from` on. */
export interface Read {
  readonly type: 'read';
  readonly from: number;
  readonly limitBytes: number;
  /** The response ends this long after it began, in ms. */
  readonly holdMs: number;
  /** And this long after its first DATA or second ACK, in ms. */
  readonly lingerMs: number;
  /** A response that is silent for this long carries a PAD, in ms. */
  readonly beatMs: number;
}

/** The sender's stream ends at `offset`. */
export interface Fin {
  readonly type: 'fin';
  readonly offset: number;
}

export interface Reset {
  readonly type: 'reset';
  /** A `ResetCode`, or one that this version does not know. */
  readonly code: number;
}

/** From a client: prove who you are. */
export interface Challenge {
  readonly type: 'challenge';
  readonly nonce: Uint8Array;
  /** The response goes on for this long after the proof, silently, and ends with a PAD; in ms. */
  readonly pauseMs: number;
}

export interface Proof {
  readonly type: 'proof';
  /** Of `Arrived`. */
  readonly flags: number;
  readonly nonce: Uint8Array;
  /** Absent from a server without a key. */
  readonly signed: { readonly signature: Uint8Array; readonly spki: Uint8Array } | null;
}

export type Frame = Hello | Data | Ack | Read | Fin | Reset | Challenge | Proof;

export function encodeHello(hello: Partial<Omit<Hello, 'type'>> = {}): Uint8Array<ArrayBuffer> {
  const { version = VERSION, opens = false, asks = false, maxBodyBytes = 0, token = '' } = hello;
  const tokenBytes = new TextEncoder().encode(token);
  const { bytes, view } = frame(FrameType.hello, HELLO_BYTES + tokenBytes.length);
  view.setUint32(4, MAGIC);
  view.setUint8(8, version);
  view.setUint8(9, (opens ? OPEN_FLAG : 0) | (asks ? ASK_FLAG : 0));
  view.setUint32(10, maxBodyBytes);
  bytes.set(tokenBytes, 14);
  return bytes;
}

/** What stands before a DATA frame's `byteLength` bytes. */
export function encodeDataHeader(offset: number, byteLength: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(DATA_HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  writeHeader(view, FrameType.data, 8 + byteLength);
  writeOffset(view, 4, offset);
  return bytes;
}

export function encodeAck(offset: number, limit: number): Uint8Array<ArrayBuffer> {
  const { bytes, view } = frame(FrameType.ack, ACK_BYTES);
  writeOffset(view, 4, offset);
  writeOffset(view, 12, limit);
  return bytes;
}

export function encodeRead(read: Omit<Read, 'type'>): Uint8Array<ArrayBuffer> {
  const { bytes, view } = frame(FrameType.read, READ_BYTES);
  writeOffset(view, 4, read.from);
  view.setUint32(12, read.limitBytes);
  view.setUint32(16, read.holdMs);
  view.setUint32(20, read.lingerMs);
  view.setUint32(24, read.beatMs);
  return bytes;
}

export function encodePad(byteLength = 0): Uint8Array<ArrayBuffer> {
  return frame(FrameType.pad, byteLength).bytes;
}

export function encodeFin(offset: number): Uint8Array<ArrayBuffer> {
  const { bytes, view } = frame(FrameType.fin, FIN_BYTES);
  writeOffset(view, 4, offset);
  return bytes;
}

export function encodeReset(code: number): Uint8Array<ArrayBuffer> {
  const { bytes, view } = frame(FrameType.reset, RESET_BYTES);
  view.setUint16(4, code);
  return bytes;
}

export function encodeChallenge({
  nonce,
  pauseMs,
}: Omit<Challenge, 'type'>): Uint8Array<ArrayBuffer> {
  const { bytes, view } = frame(FrameType.challenge, CHALLENGE_BYTES);
  bytes.set(nonce, 4);
  view.setUint32(4 + NONCE_BYTES, pauseMs);
  return bytes;
}

export function encodeProof({
  flags,
  nonce,
  signed,
}: Omit<Proof, 'type'>): Uint8Array<ArrayBuffer> {
  const parts = [Uint8Array.of(flags), nonce, ...(signed ? [signed.signature, signed.spki] : [])];
  const payload = concatenate(parts);
  const { bytes } = frame(FrameType.proof, payload.length);
  bytes.set(payload, 4);
  return bytes;
}

function frame(type: number, payloadBytes: number) {
  const bytes = new Uint8Array(FRAME_HEADER_BYTES + payloadBytes);
  const view = new DataView(bytes.buffer);
  writeHeader(view, type, payloadBytes);
  return { bytes, view };
}

function writeHeader(view: DataView, type: number, payloadBytes: number): void {
  view.setUint32(0, type * 0x100_0000 + payloadBytes);
}

/** u64; JavaScript counts exactly to 2^53, which no session comes near. */
function writeOffset(view: DataView, position: number, offset: number): void {
  view.setUint32(position, Math.floor(offset / 0x1_0000_0000));
  view.setUint32(position + 4, offset % 0x1_0000_0000);
}
