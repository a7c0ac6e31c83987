import { Agent, request } from 'node:http';
import { CONTENT_TYPE, Header } from '../../src/meek/v1/wire.ts';

const AGENT = new Agent({ keepAlive: true, maxSockets: 64 });
const MAX_BODY_BYTES = 256 * 1024;

export interface ExchangeAnswer {
  readonly status: number;
  readonly bytes: number;
}

/** One meek-v1 session with a server on this machine, without a browser and a CDN. */
export class MeekSession {
  readonly #port: number;
  readonly #id: string;
  #sequence = 0;

  constructor(port: number, index: number) {
    this.#port = port;
    this.#id = index.toString(16).padStart(32, '0');
  }

  /** The next exchange. */
  exchange(body: Uint8Array): Promise<ExchangeAnswer> {
    const headers = {
      'Content-Type': CONTENT_TYPE,
      'Content-Length': body.length,
      [Header.sessionId]: this.#id,
      [Header.sequence]: this.#sequence++,
      [Header.maxBody]: MAX_BODY_BYTES,
    };
    return new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port: this.#port, method: 'POST', path: '/', headers };
      const outgoing = request({ ...options, agent: AGENT }, (answer) => {
        let bytes = 0;
        answer.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, bytes }));
        answer.on('error', reject);
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }
}

/** Throws unless the server took it. */
export function assertTaken({ status }: ExchangeAnswer): void {
  if (status !== 200) throw new Error(`The server answered an exchange with ${status}.`);
}
