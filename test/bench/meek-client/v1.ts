import { CONTENT_TYPE, Header } from '../../../src/meek/v1/wire.ts';
import { post } from './post.ts';

const MAX_BODY_BYTES = 256 * 1024;

/** One meek-v1 session with a server on this machine, without a browser and a CDN. */
export class V1Session {
  readonly #port: number;
  readonly #id: string;
  #sequence = 0;

  constructor(port: number, index: number) {
    this.#port = port;
    this.#id = index.toString(16).padStart(32, '0');
  }

  /** The next exchange: sends `body`, and returns what came with the answer. */
  exchange(body: Uint8Array): Promise<Buffer> {
    const headers = {
      'Content-Type': CONTENT_TYPE,
      [Header.sessionId]: this.#id,
      [Header.sequence]: this.#sequence++,
      [Header.maxBody]: MAX_BODY_BYTES,
    };
    return post(this.#port, headers, body);
  }
}
