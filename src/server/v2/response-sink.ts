import type { ServerResponse } from 'node:http';
import { concatenate } from '../../meek/v2/concatenate.ts';
import { CONTENT_TYPE } from '../../meek/v2/wire.ts';
import { COMMON_HEADERS } from '../answers.ts';
import type { FrameSink } from './reading.ts';

const HEADERS = {
  ...COMMON_HEADERS,
  'Content-Type': CONTENT_TYPE,
  // nginx, and what is built on it, would collect the answer before sending it on.
  'X-Accel-Buffering': 'no',
} as const;

/** Answers with these frames and nothing more. */
export function answerFrames(response: ServerResponse, frames: readonly Uint8Array[]): void {
  const body = concatenate(frames);
  response.writeHead(200, { ...HEADERS, 'Content-Length': body.length });
  response.end(body);
}

/** Begins an answer whose frames follow as they come about. */
export function beginFrames(response: ServerResponse, frames: readonly Uint8Array[]): FrameSink {
  const write = (chunks: readonly Uint8Array[]) => {
    response.cork();
    for (const chunk of chunks) response.write(chunk);
    response.uncork();
    return !response.writableNeedDrain;
  };
  response.writeHead(200, HEADERS);
  write([concatenate(frames)]);
  return { write, end: () => void response.end() };
}
