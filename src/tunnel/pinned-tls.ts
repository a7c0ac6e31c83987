import type { Duplex } from 'node:stream';
import { connect, type TLSSocket } from 'node:tls';
import { TunnelError } from './errors.ts';
import { spkiPinOf } from './spki-pin.ts';

/** HTTP/2's name in ALPN (RFC 9113, section 3.2). */
export const ALPN_HTTP2 = 'h2';

/**
 * TLS 1.3 over `transport` with whoever holds the pinned key, and nobody else.
 *
 * The socket exists for its caller only once the pin was checked; until then nothing but the
 * handshake is written. No authority is trusted, no name is sent, and no session is resumed: the
 * handshake always proves possession of the key that the certificate shows (RFC 8446, 4.4.3).
 *
 * @throws TunnelError `TUNNEL_WRONG_PIN` or `TUNNEL_HANDSHAKE`; the transport's error; the
 * signal's reason. The transport is destroyed in each case.
 */
export function connectPinned(
  transport: Duplex,
  pin: string,
  signal: AbortSignal,
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return fail(signal.reason);
    const socket = connect({
      socket: transport,
      minVersion: 'TLSv1.3',
      ALPNProtocols: [ALPN_HTTP2],
      // The pin below decides alone: an empty list keeps the system's authorities out.
      ca: [],
      rejectUnauthorized: false,
    });
    const onAbort = () => fail(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    // More than one may come: that the pipe broke, and that TLS could not go on.
    socket.on('error', (error) => fail(handshakeError(error)));
    socket.once('close', () => fail(handshakeError()));
    socket.once('secureConnect', () => {
      const failure = verify(socket, pin);
      if (failure) return fail(failure);
      signal.removeEventListener('abort', onAbort);
      resolve(socket);
    });

    function fail(error: unknown): void {
      signal.removeEventListener('abort', onAbort);
      reject(error);
      transport.destroy();
    }
  });
}

function verify(socket: TLSSocket, pin: string): TunnelError | null {
  const certificate = socket.getPeerX509Certificate();
  if (!certificate || spkiPinOf(certificate.publicKey) !== pin) {
    return new TunnelError('TUNNEL_WRONG_PIN', 'The far end does not have the pinned key.');
  }
  if (socket.getProtocol() === 'TLSv1.3' && socket.alpnProtocol === ALPN_HTTP2) return null;
  return new TunnelError('TUNNEL_HANDSHAKE', 'The far end has the key, but not our protocol.');
}

function handshakeError(cause?: Error): Error {
  // What broke below says more than that TLS broke with it.
  if (cause && !isOfTls(cause)) return cause;
  return new TunnelError('TUNNEL_HANDSHAKE', 'The far end did not complete the handshake.', {
    cause,
  });
}

function isOfTls(error: NodeJS.ErrnoException): boolean {
  return error.code === undefined || /^(ERR_SSL|ERR_TLS|EPROTO|ECONNRESET)/.test(error.code);
}
