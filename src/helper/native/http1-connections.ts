import { Agent, type ClientRequestArgs, request as openRequest } from 'node:http';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { type FrontConnection, type FrontRequest, toResponse } from './front-exchange.ts';
import { Turns } from './turns.ts';

/**
 * Opened when so many requests are under way: a bulk upload needs them. Over a round trip of
 * 100 ms it goes at 13 to 19 MB/s over six, as many as browsers open to a host, and at 28 to 45
 * over these; downloads do not open more than six.
 */
const MAX_CONNECTIONS = 16;

/** Requests to a front over HTTP/1.1: one at a time on each of several connections. */
export class Http1Connections implements FrontConnection {
  readonly isOpen = true;
  readonly #agent: FrontAgent;
  readonly #authority: string;
  /** Node's agent counts only the connections that stand already. */
  readonly #turns = new Turns(MAX_CONNECTIONS);

  /** @param authority what `Host` says: the name by which the CDN routes */
  constructor(first: TLSSocket, authority: string, dial: () => Promise<TLSSocket>) {
    this.#agent = new FrontAgent(first, dial);
    this.#authority = authority;
  }

  async send(request: FrontRequest): Promise<Response> {
    await this.#turns.take(request.signal);
    return this.#send(request);
  }

  close(): void {
    this.#agent.destroy();
  }

  #send({ method, path, headers, body, signal }: FrontRequest): Promise<Response> {
    const { promise, resolve, reject } = Promise.withResolvers<Response>();
    const outgoing = openRequest({
      agent: this.#agent,
      method,
      path,
      headers: { ...headers, Host: this.#authority, 'Content-Length': body.length },
    });
    let hasBegun = false;
    const onAbort = () => {
      reject(signal.reason);
      outgoing.destroy();
      if (!hasBegun) this.#agent.dropIdle();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    // Also after an answer that was read to its end.
    outgoing.once('close', () => {
      signal.removeEventListener('abort', onAbort);
      this.#turns.done();
    });
    outgoing.on('error', reject);
    outgoing.once('response', (answer) => {
      hasBegun = true;
      const { statusCode: status = 0, headers } = answer;
      resolve(toResponse({ status, headers, body: answer, isWhole: () => answer.complete }));
    });
    outgoing.end(body);
    return promise;
  }
}

/** Node's pool of connections, which are dialled to the front whatever the request says. */
class FrontAgent extends Agent {
  readonly #dial: () => Promise<TLSSocket>;
  #first: TLSSocket | null;

  constructor(first: TLSSocket, dial: () => Promise<TLSSocket>) {
    super({ keepAlive: true, scheduling: 'lifo' });
    this.#first = first;
    this.#dial = dial;
  }

  /** A request had no answer: what has killed its connection may have killed these. */
  dropIdle(): void {
    for (const sockets of Object.values(this.freeSockets)) {
      for (const socket of [...(sockets ?? [])]) socket.destroy();
    }
  }

  override createConnection(
    _options: ClientRequestArgs,
    onCreated?: (error: Error | null, socket: Duplex) => void,
  ): Duplex | undefined {
    const first = this.#first;
    this.#first = null;
    if (first && !first.destroyed) return first;
    this.#dial().then(
      (socket) => onCreated?.(null, socket),
      (error) => onCreated?.(error, undefined as never),
    );
    return undefined;
  }
}
