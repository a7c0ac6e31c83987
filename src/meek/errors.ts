/** What can go wrong between the client's pipe and the server's upstream. */
export type MeekErrorCode =
  /** A URL, front or option was refused before anything was sent. */
  | 'MEEK_BAD_CONFIG'
  /** The front could not be reached, or the exchange broke or timed out. */
  | 'MEEK_FRONT_UNREACHABLE'
  /** Something that is not our server answered: the CDN, a cover page, a censor. */
  | 'MEEK_FRONT_REFUSED'
  /** The CDN answered that it cannot reach the server behind it (its own 5xx). */
  | 'MEEK_SERVER_UNREACHABLE'
  /** The server refuses the token (403). */
  | 'MEEK_TOKEN_REFUSED'
  /** The server could not reach its upstream (502). */
  | 'MEEK_UPSTREAM_UNREACHABLE'
  /** The server does not know the session any more: it was restarted, or reaped it (410). */
  | 'MEEK_SESSION_LOST'
  /** The server takes no more sessions or bytes for now (503). */
  | 'MEEK_SERVER_BUSY'
  /** An answer was longer than we said we take; never cut, so never used. */
  | 'MEEK_RESPONSE_TOO_LARGE'
  /** One side broke the protocol: a gap (409), a malformed or oversized message (400, 413). */
  | 'MEEK_PROTOCOL'
  /** Our side gave up: the app went away, the tunnel was switched off, a deadline passed. */
  | 'MEEK_ABORTED';

/** An error of the carrier. `code` is stable and safe to show; `message` is for a log. */
export class MeekError extends Error {
  override readonly name = 'MeekError';
  readonly code: MeekErrorCode;

  constructor(code: MeekErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
