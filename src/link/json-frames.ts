import { fromBase64, toBase64 } from './base64.ts';
import { LinkError } from './errors.ts';
import type { PipeFrame } from './frames.ts';
import type { JsonPipeFrame } from './messages.ts';

/** A frame as a native message, which is JSON: the payload in base64. */
export function toJsonFrame(frame: PipeFrame): JsonPipeFrame {
  return frame.type === 'data' ? { ...frame, payload: toBase64(frame.payload) } : frame;
}

/** @throws LinkError when the payload is not base64 */
export function fromJsonFrame(frame: JsonPipeFrame): PipeFrame {
  if (frame.type !== 'data') return frame;
  try {
    return { ...frame, payload: fromBase64(frame.payload) };
  } catch {
    throw new LinkError('LINK_VIOLATION', 'A payload is not base64.');
  }
}
