import { Transform } from 'node:stream';
import { MAX_MESSAGE_BYTES } from '../link/messages.ts';
import { HelperError } from './errors.ts';

const HEADER_BYTES = 4;

/**
 * Splits native messaging's byte stream into messages: a 32-bit length in native byte order,
 * which is little-endian on every platform of ours, and so many bytes of JSON.
 */
export class MessageSplitter extends Transform {
  #chunks: Buffer[] = [];
  #bufferedBytes = 0;
  #neededBytes = HEADER_BYTES;
  #inBody = false;

  constructor() {
    super({ readableObjectMode: true });
  }

  override _transform(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void) {
    this.#chunks.push(chunk);
    this.#bufferedBytes += chunk.length;
    try {
      while (this.#bufferedBytes >= this.#neededBytes) this.#step(this.#take(this.#neededBytes));
      done();
    } catch (error) {
      done(error as Error);
    }
  }

  #step(bytes: Buffer): void {
    if (this.#inBody) {
      this.push(bytes);
      this.#neededBytes = HEADER_BYTES;
    } else {
      this.#neededBytes = checkedLength(bytes.readUInt32LE());
    }
    this.#inBody = !this.#inBody;
  }

  #take(lengthBytes: number): Buffer {
    const all = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks);
    const buffered = all ?? Buffer.alloc(0);
    const rest = buffered.subarray(lengthBytes);
    this.#chunks = rest.length > 0 ? [rest] : [];
    this.#bufferedBytes = rest.length;
    return buffered.subarray(0, lengthBytes);
  }
}

function checkedLength(lengthBytes: number): number {
  if (lengthBytes === 0 || lengthBytes > MAX_MESSAGE_BYTES) {
    throw new HelperError('HELPER_FRAME', `A message of ${lengthBytes} bytes is refused.`);
  }
  return lengthBytes;
}

/** Puts the length before a message that is JSON already. */
export function frameMessage(json: Buffer): Buffer {
  const framed = Buffer.allocUnsafe(HEADER_BYTES + json.length);
  framed.writeUInt32LE(checkedLength(json.length));
  json.copy(framed, HEADER_BYTES);
  return framed;
}

export function encodeMessage(message: object): Buffer {
  return frameMessage(Buffer.from(JSON.stringify(message)));
}

/** @throws HelperError when the bytes are not JSON */
export function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new HelperError('HELPER_FRAME', 'A message is not JSON.', { cause });
  }
}
