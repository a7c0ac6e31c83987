import type { Http2Stream } from 'node:http2';

const NOTHING = new Uint8Array();

/**
 * Resets a stream with a code of RFC 9113, section 7, and nothing before it.
 *
 * `close` by itself ends our direction first, and the far end would take that for a clean end of
 * the bytes. It cannot while a write is under way, be it an empty one.
 */
export function resetStream(stream: Http2Stream, code: number): void {
  if (stream.closed) return;
  if (stream.writable) stream.write(NOTHING);
  stream.close(code);
  stream.destroy();
}
