import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { CONTENT_TYPE, Header, MARKER_VALUE } from '../meek/v1/wire.ts';

/** Anything but a 200, its text as in the wire's `Refusal`. */
export interface ErrorAnswer {
  readonly status: number;
  readonly text: string;
}

/**
 * On every answer: what tells it from the CDN's own, and what keeps a CDN from storing it or from
 * rewriting its body.
 */
export const COMMON_HEADERS = {
  'Cache-Control': 'no-store, no-transform',
  [Header.marker]: MARKER_VALUE,
} as const;

export function answerBytes(response: ServerResponse, body: Uint8Array): void {
  response.writeHead(200, {
    ...COMMON_HEADERS,
    'Content-Type': CONTENT_TYPE,
    'Content-Length': body.byteLength,
  });
  response.end(body);
}

/** The body ends in a newline, as Go's `http.Error` writes it. */
export function answerError(response: ServerResponse, { status, text }: ErrorAnswer): void {
  response.writeHead(status, errorHeaders(status, text));
  response.end(`${text}\n`);
}

/** For what never became a request: the answer is written by hand and the connection closed. */
export function answerErrorRaw(socket: Duplex, { status, text }: ErrorAnswer): void {
  if (!socket.writable) return void socket.destroy();
  const headers = Object.entries({ ...errorHeaders(status, text), Connection: 'close' });
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines}\r\n${text}\n`);
}

function errorHeaders(status: number, text: string): Record<string, string> {
  return {
    ...COMMON_HEADERS,
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(text) + 1),
    'X-Content-Type-Options': 'nosniff',
    ...(status === 405 && { Allow: 'POST' }),
  };
}
