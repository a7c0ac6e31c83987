import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Exchange } from './exchange.ts';
import { answerError } from './pages.ts';

export interface ReverseProxyOptions {
  /** How long an origin may stay silent, in ms, before and during its answer. */
  readonly originTimeoutMs: number;
  /** Connections to one origin at most; further requests wait. */
  readonly originConnections: number;
  /** The CA of `https:` origins. Default: the system's. */
  readonly originCaPem?: string | undefined;
}

/** Forwards exchanges to origins over HTTP/1.1, streaming both ways and keeping connections. */
export class ReverseProxy {
  readonly #plain: HttpAgent;
  readonly #secure: HttpsAgent;
  readonly #originTimeoutMs: number;

  constructor(options: ReverseProxyOptions) {
    const pool = { keepAlive: true, maxSockets: options.originConnections };
    this.#plain = new HttpAgent(pool);
    this.#secure = new HttpsAgent({ ...pool, ca: options.originCaPem });
    this.#originTimeoutMs = options.originTimeoutMs;
  }

  /** `serverName` is the SNI for an `https:` origin, and the name its certificate must hold. */
  forward(exchange: Exchange, origin: URL, serverName: string): void {
    const outgoing = this.#open(exchange, origin, serverName);
    let isDecided = false;
    const failWith = (status: number) => {
      if (!isDecided) answerError(exchange, status);
      isDecided = true;
    };
    outgoing.once('response', (answer) => {
      isDecided = true;
      relayAnswer(answer, exchange);
    });
    outgoing.once('timeout', () => {
      failWith(504);
      outgoing.destroy();
    });
    // After the answer has begun, its own stream reports what is wrong.
    outgoing.on('error', () => failWith(502));
    exchange.onClosed(() => {
      isDecided = true;
      outgoing.destroy();
    });
    // Node would hold them back until the body begins, which may be much later.
    outgoing.flushHeaders();
    exchange.body.pipe(outgoing);
  }

  close(): void {
    this.#plain.destroy();
    this.#secure.destroy();
  }

  #open(exchange: Exchange, origin: URL, serverName: string): ClientRequest {
    const options: RequestOptions = {
      host: origin.hostname,
      port: origin.port,
      method: exchange.method,
      path: exchange.path,
      headers: requestHeaders(exchange),
      timeout: this.#originTimeoutMs,
      setDefaultHeaders: false,
    };
    return origin.protocol === 'https:'
      ? httpsRequest({ ...options, agent: this.#secure, servername: serverName })
      : httpRequest({ ...options, agent: this.#plain });
  }
}

function relayAnswer(answer: IncomingMessage, exchange: Exchange): void {
  answer.once('error', () => exchange.abort());
  exchange.respond(answer.statusCode ?? 502, withoutHopByHop(answer.headers), answer);
}

function requestHeaders(exchange: Exchange): OutgoingHttpHeaders {
  const { 'x-forwarded-for': forwardedFor, expect: _, ...headers } = exchange.headers;
  const kept = withoutHopByHop(headers);
  return {
    ...kept,
    ...bodyHeaders(exchange, kept),
    host: exchange.authority,
    connection: 'keep-alive',
    'x-forwarded-for': [forwardedFor, exchange.clientAddress].filter(Boolean).join(', '),
  };
}

/** HTTP/2 needs no length to frame a body; HTTP/1.1 does. */
function bodyHeaders(exchange: Exchange, kept: IncomingHttpHeaders): OutgoingHttpHeaders {
  if (kept['content-length'] !== undefined) return {};
  if (exchange.hasBody) return { 'transfer-encoding': 'chunked' };
  return exchange.method === 'GET' || exchange.method === 'HEAD' ? {} : { 'content-length': 0 };
}

const HOP_BY_HOP = [
  'connection',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** Without what concerns one connection only, including what `Connection` names (RFC 9110, 7.6.1). */
function withoutHopByHop(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const named = (headers.connection ?? '').toLowerCase().split(',');
  const dropped = new Set([...HOP_BY_HOP, ...named.map((name) => name.trim())]);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !dropped.has(name)));
}
