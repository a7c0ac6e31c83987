import * as v from 'valibot';
import { LinkError } from './errors.ts';
import { MAX_PAYLOAD_BYTES, type PipeFrame } from './frames.ts';
import { JsonPipeFrame } from './messages.ts';

/** By the first byte; the pipe's number follows in 32 bits, big-endian. */
const TYPES = ['', 'open', 'data', 'end', 'reset', 'credit', 'acknowledged'] as const;
const HEADER_BYTES = 5;

/** The longest message: a full data frame. Other frames are far shorter. */
export const MAX_MESSAGE_BYTES = HEADER_BYTES + MAX_PAYLOAD_BYTES;

/**
 * A frame as one WebSocket message.
 *
 * @param memory where it is written if it fits, for a `send` that copies what it is given: fresh
 *   memory for each message costs the browser more than the copy
 */
export function encodeFrame(
  frame: PipeFrame,
  memory?: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  const body = encodeBody(frame);
  const byteLength = HEADER_BYTES + body.length;
  const isRoom = memory !== undefined && byteLength <= memory.length;
  const bytes = isRoom ? memory.subarray(0, byteLength) : new Uint8Array(byteLength);
  bytes[0] = TYPES.indexOf(frame.type);
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(1, frame.pipe);
  bytes.set(body, HEADER_BYTES);
  return bytes;
}

/** @throws LinkError when the bytes are not a frame */
export function decodeFrame(bytes: Uint8Array): PipeFrame {
  if (bytes.length < HEADER_BYTES) throw malformed();
  const type = TYPES[bytes[0] ?? 0] ?? '';
  const pipe = new DataView(bytes.buffer, bytes.byteOffset).getUint32(1);
  const body = bytes.subarray(HEADER_BYTES);
  if (type === 'data') return { type, pipe, payload: body };
  const frame = v.safeParse(JsonPipeFrame, { ...decodeFields(body), type, pipe });
  if (!frame.success || frame.output.type === 'data') throw malformed();
  return frame.output;
}

/** Payload as it is; the fields of every other frame, which are few and short, as JSON. */
function encodeBody(frame: PipeFrame): Uint8Array {
  if (frame.type === 'data') return frame.payload;
  const { type, pipe, ...fields } = frame;
  return new TextEncoder().encode(JSON.stringify(fields));
}

function decodeFields(body: Uint8Array): object {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    throw malformed();
  }
}

function malformed(): LinkError {
  return new LinkError('LINK_VIOLATION', 'A message over the WebSocket is not a frame.');
}
