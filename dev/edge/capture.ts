import { appendFileSync, closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Exchange } from './exchange.ts';

/** Everything that an edge sees of its exchanges, in the clear, as the CDN does. */
export interface Capture {
  /** The same exchange, written down while it goes on. */
  watch(exchange: Exchange): Exchange;
}

/**
 * Two files in `folder` for each exchange, `N-request` and `N-response`: a line of JSON with
 * everything but the body, and the body as it came. On disk without a limit: for short runs.
 */
export function captureInto(folder: string): Capture {
  let count = 0;
  return {
    watch(exchange) {
      count += 1;
      const name = join(folder, String(count));
      const { sni, alpn, method, scheme, authority, path, headers } = exchange;
      const head = { sni, alpn, method, scheme, authority, path, headers };
      keep(`${name}-request`, head, exchange.body);
      return {
        ...exchange,
        respond(status, responseHeaders, body) {
          keep(`${name}-response`, { status, headers: responseHeaders }, body);
          exchange.respond(status, responseHeaders, body);
        },
      };
    },
  };
}

/** Written at once, so that nothing is missing while the exchange still goes on. */
function keep(file: string, head: object, body: string | Readable): void {
  const line = `${JSON.stringify(head)}\n`;
  if (typeof body === 'string') return appendFileSync(file, line + body);
  const descriptor = openSync(file, 'a');
  writeSync(descriptor, line);
  body.on('data', (chunk: Buffer) => void writeSync(descriptor, chunk));
  body.once('close', () => closeSync(descriptor));
  // Listening alone would set it flowing; whoever consumes it does that.
  body.pause();
}
