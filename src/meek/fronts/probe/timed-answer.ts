import type { Clock } from '../../clock.ts';
import { concatenate } from '../../v2/concatenate.ts';
import { FrameDecoder } from '../../v2/decoder.ts';
import type { Frame } from '../../v2/frames.ts';

/** More than any server's answer to the question. A page may be longer: then it is not one. */
const LIMIT_BYTES = 4096;

/** An answer's body, and when it came. */
export interface TimedAnswer {
  /** Those that came before it ended or could not be read on. */
  readonly frames: readonly Frame[];
  readonly text: string;
  /** When the frame that says yes or no was there, by the clock. */
  readonly saidAtMs: number | null;
  readonly endedAtMs: number;
  /** Why it ended, when it did not end by itself. */
  readonly error: unknown;
}

/** Reads until the answer ends, breaks, or turns out to be something else. */
export async function readTimed(response: Response, clock: Clock): Promise<TimedAnswer> {
  const decoder = new FrameDecoder();
  const chunks: Uint8Array[] = [];
  const frames: Frame[] = [];
  let byteLength = 0;
  let isReadable = true;
  let saidAtMs: number | null = null;
  let error: unknown;
  try {
    for await (const chunk of response.body ?? []) {
      chunks.push(chunk);
      byteLength += chunk.length;
      if (isReadable) isReadable = readFrames(decoder, chunk, frames);
      if (saidAtMs === null && frames.some(saysYesOrNo)) saidAtMs = clock.nowMs();
      if (byteLength > LIMIT_BYTES) break;
    }
  } catch (thrown) {
    error = thrown;
  }
  const text = new TextDecoder().decode(concatenate(chunks).subarray(0, LIMIT_BYTES));
  return { frames, text, saidAtMs, endedAtMs: clock.nowMs(), error };
}

/** @returns false for a page, which has no frames; what follows a malformed frame is none either */
function readFrames(decoder: FrameDecoder, chunk: Uint8Array, frames: Frame[]): boolean {
  try {
    for (const frame of decoder.push(chunk)) frames.push(frame);
    return true;
  } catch {
    return false;
  }
}

function saysYesOrNo({ type }: Frame): boolean {
  return type === 'proof' || type === 'reset';
}
