import type { ClientHttp2Stream, IncomingHttpHeaders, IncomingHttpStatusHeader } from 'node:http2';
import { TunnelError } from './errors.ts';
import { socksErrorOf } from './proxy-status.ts';

const TOKEN_REFUSED = 407;

/** What the answer to a CONNECT says against it; null for a 2xx (RFC 9110, section 9.3.6). */
function refusalOf(headers: IncomingHttpHeaders & IncomingHttpStatusHeader): Error | null {
  const status = headers[':status'] ?? 0;
  if (status >= 200 && status < 300) return null;
  if (status === TOKEN_REFUSED) {
    return new TunnelError('TUNNEL_TOKEN_REFUSED', 'The server refuses the token.');
  }
  const proxyStatus = headers['proxy-status'];
  return socksErrorOf(Array.isArray(proxyStatus) ? proxyStatus.join() : proxyStatus);
}

/** Resolves when the server answers that it connected; says what it answers instead. */
export function whenAccepted(
  stream: ClientHttp2Stream,
  onRefusal: (refusal: Error) => void,
): Promise<void> {
  return new Promise((resolve) => {
    stream.once('response', (headers) => {
      const refusal = refusalOf(headers);
      if (refusal) onRefusal(refusal);
      else resolve();
    });
  });
}
