import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { Exchange } from './exchange.ts';
import type { Route } from './routing.ts';

/** What the edge, and so the CDN, saw of one request. */
export interface Sighting {
  readonly atMs: number;
  readonly sni: string | null;
  readonly alpn: string | null;
  readonly httpVersion: string;
  readonly method: string;
  readonly authority: string;
  readonly scheme: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly routedTo: Route['to'];
  /** 0 until an answer has begun. */
  status: number;
  /** Bytes of the body that were read so far. */
  requestBytes: number;
  /** Bytes of the answer's body that were written so far. */
  responseBytes: number;
}

/** The same exchange, and a sighting that is kept up to date while it goes on. */
export function observe(
  exchange: Exchange,
  routedTo: Route['to'],
): { readonly observed: Exchange; readonly sighting: Sighting } {
  const { method, authority, scheme, path, httpVersion, headers } = exchange;
  const sighting: Sighting = {
    atMs: Date.now(),
    sni: exchange.sni ?? null,
    alpn: exchange.alpn ?? null,
    ...{ httpVersion, method, authority, scheme, path, headers, routedTo },
    status: 0,
    requestBytes: 0,
    responseBytes: 0,
  };
  const onRequestBytes = (bytes: number) => {
    sighting.requestBytes += bytes;
  };
  const onResponseBytes = (bytes: number) => {
    sighting.responseBytes += bytes;
  };
  countBytes(exchange.body, onRequestBytes);
  const observed: Exchange = {
    ...exchange,
    respond(status, responseHeaders, body) {
      sighting.status = status;
      if (typeof body === 'string') onResponseBytes(Buffer.byteLength(body));
      else countBytes(body, onResponseBytes);
      exchange.respond(status, responseHeaders, body);
    },
  };
  return { observed, sighting };
}

function countBytes(stream: Readable, count: (bytes: number) => void): void {
  stream.on('data', (chunk: Buffer) => count(chunk.length));
  // Listening alone would set it flowing; whoever consumes it does that.
  stream.pause();
}
