import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { Pipe } from '../../../src/meek/pipe.ts';

/** The same bytes each time, and different everywhere, so that no shift or repeat goes unseen. */
export function someBytes(byteLength: number, seed: number): Uint8Array {
  const words = new Uint32Array(Math.ceil(byteLength / 4));
  let state = seed | 1;
  for (let i = 0; i < words.length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[i] = state;
  }
  return new Uint8Array(words.buffer, 0, byteLength);
}

export async function readAll(readable: ReadableStream<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of readable) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export async function readSome(readable: ReadableStream<Uint8Array>, byteLength: number) {
  const chunks: Uint8Array[] = [];
  const reader = readable.getReader();
  for (let received = 0; received < byteLength; ) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    received += value.length;
  }
  reader.releaseLock();
  return Buffer.concat(chunks);
}

export async function write(writable: WritableStream<Uint8Array>, bytes: Uint8Array) {
  const writer = writable.getWriter();
  await writer.write(bytes);
  writer.releaseLock();
}

/** Writes `bytes` in uneven pieces and closes. */
export async function writeAll(writable: WritableStream<Uint8Array>, bytes: Uint8Array) {
  const writer = writable.getWriter();
  for (let offset = 0, step = 1; offset < bytes.length; step = (step * 7) % 131_071) {
    await writer.write(bytes.subarray(offset, offset + step));
    offset += step;
  }
  await writer.close();
}

export const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Sends `bytes` through a pipe to an echo, and expects the same back, and then the end. */
export async function expectEcho(pipe: Pipe, bytes: Uint8Array): Promise<void> {
  const [echoed] = await Promise.all([readAll(pipe.readable), writeAll(pipe.writable, bytes)]);
  expect(echoed.length).toBe(bytes.length);
  expect(digest(echoed)).toBe(digest(bytes));
  await pipe.closed;
}
