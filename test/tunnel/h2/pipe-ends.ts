import type { Pipe } from '../../../src/meek/pipe.ts';

/** Everything up to the end, or the error. */
export async function readAll(pipe: Pipe): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of pipe.readable) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Writes all of it, and leaves the direction open. */
export async function write(pipe: Pipe, bytes: Uint8Array | string): Promise<void> {
  const writer = pipe.writable.getWriter();
  await writer.write(typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
  writer.releaseLock();
}

export async function writeAndEnd(pipe: Pipe, bytes: Uint8Array | string): Promise<void> {
  await write(pipe, bytes);
  await pipe.writable.close();
}

/** Reads so many bytes and lets go of the stream again. */
export async function readExactly(pipe: Pipe, lengthBytes: number): Promise<Buffer> {
  const reader = pipe.readable.getReader();
  let bytes = Buffer.alloc(0);
  while (bytes.length < lengthBytes) {
    const { done, value } = await reader.read();
    if (done) throw new Error(`The end after ${bytes.length} bytes.`);
    bytes = Buffer.concat([bytes, value]);
  }
  reader.releaseLock();
  return bytes;
}

/** Bytes that tell when one is missing, doubled or out of place. */
export function pattern(lengthBytes: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(lengthBytes);
  let state = seed;
  for (let index = 0; index < lengthBytes; index++) {
    state = (state * 1_103_515_245 + 12_345) & 0x7fff_ffff;
    bytes[index] = state >> 16;
  }
  return bytes;
}
