/** What can go wrong between the two ends of the encrypted tunnel. */
export type TunnelErrorCode =
  /** Who answered does not have the server's key: an impostor, or the server made a new one. */
  | 'TUNNEL_WRONG_PIN'
  /** TLS 1.3 with HTTP/2 did not come about, or not in time. */
  | 'TUNNEL_HANDSHAKE'
  /** The server refuses the token (407). */
  | 'TUNNEL_TOKEN_REFUSED'
  /** As many connections are open as the server takes. */
  | 'TUNNEL_BUSY'
  /** The server does not carry UDP. */
  | 'TUNNEL_NO_UDP'
  /** One connection was reset by its far end, or by the server. */
  | 'TUNNEL_RESET'
  /** The server did not answer a PING: all connections are lost. */
  | 'TUNNEL_DEAD'
  /** The server, or what carries the bytes to it, ended the tunnel. */
  | 'TUNNEL_LOST'
  /** Our side closed the tunnel. */
  | 'TUNNEL_CLOSED'
  /** The server broke HTTP/2, or answered what no CONNECT is answered with. */
  | 'TUNNEL_PROTOCOL';

/** An error of the tunnel. `code` is stable and safe to show; `message` is for a log. */
export class TunnelError extends Error {
  override readonly name = 'TunnelError';
  readonly code: TunnelErrorCode;

  constructor(code: TunnelErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  static lost(cause?: Error): TunnelError {
    return new TunnelError('TUNNEL_LOST', 'The server ended the tunnel.', { cause });
  }

  static busy(): TunnelError {
    const message = 'As many connections are open as the server takes.';
    return new TunnelError('TUNNEL_BUSY', message);
  }
}
