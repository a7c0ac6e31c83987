import type { TLSSocket } from 'node:tls';
import type { Fetch } from '../../meek/carrier.ts';
import type { Clock } from '../../meek/clock.ts';
import { type Front, frontAuthority } from '../../meek/fronts/front.ts';
import { unlessAborted } from '../unless-aborted.ts';
import { ANY_HTTP, dialFront, HTTP_1 } from './dial-front.ts';
import type { FrontConnection, FrontRequest } from './front-exchange.ts';
import { Http1Connections } from './http1-connections.ts';
import { Http2Connection } from './http2-connection.ts';

export interface NativeFrontOptions {
  readonly front: Front;
  /** The profile's, for a front that names none. */
  readonly innerHost: string;
  readonly clock: Clock;
  /** PEM. Default: Node's own, and those of NODE_EXTRA_CA_CERTS. */
  readonly trustedCaPem?: string | undefined;
}

/**
 * `fetch` through one front, dialled by us: technique `native`.
 *
 * The URL gives only path and query. Where the connection goes and what its TLS says is the
 * front's matter; what HTTP asks for, the inner host's. Connections are opened when needed, kept,
 * and replaced once they are lost.
 */
export class NativeFront {
  readonly #options: NativeFrontOptions;
  readonly #authority: string;
  readonly #closed = new AbortController();
  #connection: FrontConnection | null = null;
  #connecting: Promise<FrontConnection> | null = null;

  constructor(options: NativeFrontOptions) {
    const { front, innerHost } = options;
    this.#options = options;
    this.#authority =
      front.technique === 'direct' ? frontAuthority(front) : (front.innerHost ?? innerHost);
  }

  /**
   * Takes a body of bytes only. Redirects are not followed, and nothing is cached or remembered.
   *
   * @throws FrontDialError; the error of the connection; the signal's reason
   */
  readonly fetch: Fetch = async (url, init) => {
    const request = toFrontRequest(url, init);
    const connection = await unlessAborted(this.#connect(), request.signal);
    return connection.send(request);
  };

  close(): void {
    this.#closed.abort(new DOMException('The front was closed.', 'AbortError'));
    this.#connection?.close();
  }

  #connect(): Promise<FrontConnection> {
    if (this.#connection?.isOpen) return Promise.resolve(this.#connection);
    this.#connecting ??= this.#open().finally(() => {
      this.#connecting = null;
    });
    return this.#connecting;
  }

  async #open(): Promise<FrontConnection> {
    const socket = await this.#dial(ANY_HTTP);
    this.#connection =
      socket.alpnProtocol === 'h2'
        ? new Http2Connection(socket, this.#authority, this.#options.clock)
        : new Http1Connections(socket, this.#authority, () => this.#dial(HTTP_1));
    return this.#connection;
  }

  #dial(protocols: readonly string[]): Promise<TLSSocket> {
    const { front, clock, trustedCaPem } = this.#options;
    return dialFront(front, { clock, trustedCaPem, protocols, signal: this.#closed.signal });
  }
}

function toFrontRequest(url: string, init: RequestInit): FrontRequest {
  const { pathname, search } = new URL(url);
  const body = init.body ?? new Uint8Array();
  if (!(body instanceof Uint8Array)) throw new TypeError('The body is not made of bytes.');
  return {
    method: init.method ?? 'GET',
    path: `${pathname}${search}`,
    headers: Object.fromEntries(new Headers(init.headers)),
    body,
    signal: init.signal ?? new AbortController().signal,
  };
}
