import { type ClientHttp2Session, connect, constants } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import type { Clock } from '../../meek/clock.ts';
import { resetStream } from '../../tunnel/reset-stream.ts';
import { EagerDuplex } from './eager-duplex.ts';
import { FrontDialError } from './front-dial-error.ts';
import { type FrontConnection, type FrontRequest, toResponse } from './front-exchange.ts';

/** What may be on its way in one answer, and in all together: Chromium's windows, in bytes. */
const STREAM_WINDOW_BYTES = 6 * 1024 * 1024;
const CONNECTION_WINDOW_BYTES = 15 * 1024 * 1024;

/** Of frames that wait to be sent, in MB: Node's own 10 are less than posts under way may be. */
const SESSION_MEMORY_MB = 64;

/** A connection that is silent for so long after a request was given up is dead, in ms. */
const PING_LIMIT_MS = 3_000;

/**
 * All requests to a front over one HTTP/2 connection.
 *
 * Node's own, and not undici's: that one goes on using a connection whose packets are dropped,
 * for as long as its requests are called off by a signal (8.12.4: six out of six).
 */
export class Http2Connection implements FrontConnection {
  readonly #session: ClientHttp2Session;
  readonly #socket: TLSSocket;
  readonly #authority: string;
  readonly #clock: Clock;
  #disarmPing: (() => void) | null = null;

  /** @param authority what `:authority` says: the name by which the CDN routes */
  constructor(socket: TLSSocket, authority: string, clock: Clock) {
    this.#socket = socket;
    this.#authority = authority;
    this.#clock = clock;
    this.#session = connect(`https://${authority}`, {
      createConnection: () => new EagerDuplex(socket),
      settings: { enablePush: false, initialWindowSize: STREAM_WINDOW_BYTES },
      maxSessionMemory: SESSION_MEMORY_MB,
    });
    this.#session.setLocalWindowSize(CONNECTION_WINDOW_BYTES);
    this.#session.on('error', () => {});
    this.#session.on('close', () => this.#disarmPing?.());
  }

  get isOpen(): boolean {
    return !this.#session.closed && !this.#session.destroyed;
  }

  async send({ method, path, headers, body, signal }: FrontRequest): Promise<Response> {
    signal.throwIfAborted();
    const stream = this.#session.request({
      ...headers,
      ':method': method,
      // Node's own says `:443`, as no browser does.
      ':authority': this.#authority,
      ':path': path,
      'content-length': body.length,
    });
    const { promise, resolve, reject } = Promise.withResolvers<Response>();
    const onAbort = () => {
      reject(signal.reason);
      resetStream(stream, constants.NGHTTP2_CANCEL);
      this.#makeSure();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    stream.once('close', () => {
      signal.removeEventListener('abort', onAbort);
      reject(new FrontDialError('DIAL_CONNECTION_LOST', `The stream ended: ${stream.rstCode}.`));
    });
    stream.on('error', reject);
    stream.once('response', (head) => {
      const isWhole = () => stream.rstCode === constants.NGHTTP2_NO_ERROR && !stream.aborted;
      const status = head[':status'] ?? 0;
      resolve(toResponse({ status, headers: head, body: stream, isWhole }));
    });
    stream.end(body);
    return promise;
  }

  close(): void {
    this.#session.destroy();
  }

  /** The request that was given up may have had a dead connection: does anything still come? */
  #makeSure(): void {
    if (this.#disarmPing || !this.isOpen) return;
    const receivedBytes = this.#socket.bytesRead;
    this.#disarmPing = this.#clock.schedule(PING_LIMIT_MS, () => {
      this.#disarmPing = null;
      // The PING waits behind whatever was sent before it: anything received is a sign of life.
      if (this.#socket.bytesRead === receivedBytes) this.#session.destroy(dead());
    });
    this.#session.ping(() => {});
  }
}

function dead(): FrontDialError {
  return new FrontDialError('DIAL_CONNECTION_LOST', 'Nothing comes over the connection any more.');
}
