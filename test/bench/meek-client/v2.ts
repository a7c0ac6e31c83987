import { Header } from '../../../src/meek/v1/wire.ts';
import { concatenate } from '../../../src/meek/v2/concatenate.ts';
import { FrameDecoder } from '../../../src/meek/v2/decoder.ts';
import {
  encodeAck,
  encodeDataHeader,
  encodeHello,
  encodeRead,
} from '../../../src/meek/v2/frames.ts';
import { CONTENT_TYPE, DEFAULT_WINDOW_BYTES } from '../../../src/meek/v2/wire.ts';
import { post } from './post.ts';

/** The answer ends with its first bytes, as for a client behind a CDN that buffers. */
const READ = { limitBytes: 64 * 1024, holdMs: 10_000, lingerMs: 0, beatMs: 8_000 };

/** One meek-v2 session with a server on this machine, one exchange at a time. */
export class V2Session {
  readonly #port: number;
  readonly #id: string;
  #sentOffset = 0;
  #receivedOffset = 0;

  constructor(port: number, index: number) {
    this.#port = port;
    this.#id = index.toString(16).padStart(32, '0');
  }

  /** Sends `bytes`, and returns with the first that come back, all of them acknowledged before. */
  async exchange(bytes: Uint8Array): Promise<Buffer> {
    const from = this.#receivedOffset;
    const body = concatenate([
      encodeHello({ opens: this.#sentOffset === 0 }),
      encodeAck(from, from + DEFAULT_WINDOW_BYTES),
      encodeDataHeader(this.#sentOffset, bytes.length),
      bytes,
      encodeRead({ from, ...READ }),
    ]);
    this.#sentOffset += bytes.length;
    const headers = { 'Content-Type': CONTENT_TYPE, [Header.sessionId]: this.#id };
    const received = dataIn(await post(this.#port, headers, body));
    this.#receivedOffset += received.length;
    return received;
  }
}

/** An answer's DATA, joined. A refusal is an error. */
function dataIn(answer: Uint8Array): Buffer {
  const pieces: Uint8Array[] = [];
  for (const frame of new FrameDecoder().push(answer)) {
    if (frame.type === 'reset') throw new Error(`The server refused with code ${frame.code}.`);
    if (frame.type === 'data') pieces.push(frame.bytes);
  }
  return Buffer.concat(pieces);
}
