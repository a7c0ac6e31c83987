import {
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  ServerResponse,
} from 'node:http';
import { constants, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { Readable } from 'node:stream';
import type { TLSSocket } from 'node:tls';

/** One request to the edge and its answer, the same over HTTP/1.1 and HTTP/2. */
export interface Exchange {
  /** The name in the TLS ClientHello. */
  readonly sni: string | undefined;
  /** What TLS agreed on: `h2`, `http/1.1`, or nothing. */
  readonly alpn: string | undefined;
  readonly httpVersion: string;
  readonly method: string;
  /** `:authority`, the host of an absolute-form target, or `Host`: as sent, with any port. */
  readonly authority: string;
  /** What the client said it was asking for; every connection is TLS all the same. */
  readonly scheme: string;
  /** Path and query. */
  readonly path: string;
  /** Without HTTP/2's pseudo-headers. */
  readonly headers: IncomingHttpHeaders;
  readonly clientAddress: string;
  readonly body: Readable;
  readonly hasBody: boolean;
  /** Sends status and headers at once, and a streamed body as it comes. */
  respond(status: number, headers: OutgoingHttpHeaders, body: string | Readable): void;
  /**
   * Reads no more of the request, and once the answer is sent asks for no more of it: a reset
   * without an error over HTTP/2 (RFC 9113, 8.1), the end of the connection over HTTP/1.1.
   */
  stopReading(): void;
  /** Breaks off an answer that has begun, so that the client cannot take it for complete. */
  abort(): void;
  /** Resets the TCP connection, with everything else that it carries. */
  cutConnection(): void;
  /** Calls back once, when the answer is sent or the client is gone. */
  onClosed(listener: () => void): void;
}

export type EdgeRequest = IncomingMessage | Http2ServerRequest;
export type EdgeResponse = ServerResponse | Http2ServerResponse;

export function openExchange(
  request: EdgeRequest,
  response: EdgeResponse,
  cutConnection: () => void,
): Exchange {
  const socket = request.socket as TLSSocket & { servername?: string | false };
  return {
    sni: socket.servername || undefined,
    alpn: socket.alpnProtocol || undefined,
    httpVersion: request.httpVersion,
    method: request.method ?? '',
    ...target(request),
    headers: plainHeaders(request.headers),
    clientAddress: socket.remoteAddress ?? '',
    body: request,
    hasBody: hasBody(request),
    respond: (status, headers, body) => respond(response, status, headers, body),
    stopReading: () => stopReading(request, response),
    abort: () => abort(response),
    cutConnection,
    onClosed: (listener) => response.once('close', listener),
  };
}

type Target = Pick<Exchange, 'scheme' | 'authority' | 'path'>;

const ABSOLUTE_FORM = /^(https?):\/\/([^/?#]*)(.*)$/i;

/** An absolute-form target overrules `Host` (RFC 9112, 3.2.2). */
function target(request: EdgeRequest): Target {
  if ('stream' in request) {
    return { scheme: request.scheme, authority: request.authority, path: request.url };
  }
  const url = request.url ?? '';
  const [, scheme, authority, path] = ABSOLUTE_FORM.exec(url) ?? [];
  if (scheme === undefined || authority === undefined || path === undefined) {
    return { scheme: 'https', authority: request.headers.host ?? '', path: url };
  }
  const origin = path.startsWith('/') ? path : `/${path}`;
  return { scheme: scheme.toLowerCase(), authority, path: origin };
}

function plainHeaders(headers: EdgeRequest['headers']): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(':')));
}

function hasBody(request: EdgeRequest): boolean {
  if ('stream' in request) return !request.stream.endAfterHeaders;
  const { 'transfer-encoding': coding, 'content-length': length } = request.headers;
  return coding !== undefined || (length !== undefined && length !== '0');
}

function respond(
  response: EdgeResponse,
  status: number,
  headers: OutgoingHttpHeaders,
  body: string | Readable,
): void {
  if (response instanceof ServerResponse) {
    response.writeHead(status, headers);
    response.flushHeaders();
  } else {
    response.writeHead(status, headers);
  }
  if (typeof body === 'string') response.end(body);
  else body.pipe(response);
}

function stopReading(request: EdgeRequest, response: EdgeResponse): void {
  request.pause();
  if (response instanceof ServerResponse) {
    response.once('finish', () => response.socket?.destroySoon());
  } else {
    // Node waits with it until the answer is written.
    response.stream.close(constants.NGHTTP2_NO_ERROR);
  }
}

function abort(response: EdgeResponse): void {
  if (response instanceof ServerResponse) response.destroy();
  else response.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
}
