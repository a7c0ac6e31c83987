import { type Cipheriv, createCipheriv, createHash } from 'node:crypto';
import { Readable } from 'node:stream';

const CHUNK_BYTES = 64 * 1024;
const ZEROS = Buffer.alloc(CHUNK_BYTES);

/** `lengthBytes` bytes that look random and are the same each time: the length is the seed. */
export function pseudoRandomBytes(lengthBytes: number): Buffer {
  return generator(lengthBytes).update(Buffer.alloc(lengthBytes));
}

/** The same bytes as a stream, made as they are read. */
export function pseudoRandomStream(lengthBytes: number): Readable {
  return Readable.from(chunks(lengthBytes), { objectMode: false });
}

function* chunks(lengthBytes: number): Generator<Buffer> {
  const cipher = generator(lengthBytes);
  for (let restBytes = lengthBytes; restBytes > 0; restBytes -= CHUNK_BYTES) {
    yield cipher.update(ZEROS.subarray(0, restBytes));
  }
}

/** AES in counter mode over zeros: a key stream, at memory speed. */
function generator(seed: number): Cipheriv {
  const digest = createHash('sha256').update(`frontage ${seed}`).digest();
  return createCipheriv('aes-128-ctr', digest.subarray(0, 16), digest.subarray(16));
}
