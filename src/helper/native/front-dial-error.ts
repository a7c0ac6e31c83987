/** At which layer a connection to a front failed; each is blocked, and cured, in its own way. */
export type FrontDialErrorCode =
  /** DNS has no address for the front: the network is down, or its resolver lies. */
  | 'DIAL_NAME_NOT_RESOLVED'
  /** The address refuses, or no way leads there. */
  | 'DIAL_TCP_FAILED'
  /** Nothing answers at the address. */
  | 'DIAL_TCP_TIMEOUT'
  /** Cut after the ClientHello, before any certificate: how censors act on a name. */
  | 'DIAL_TLS_RESET'
  /** Connected, and then silent: the same censor, with patience. */
  | 'DIAL_TLS_TIMEOUT'
  /** The certificate is for another name. */
  | 'DIAL_TLS_NAME_MISMATCH'
  /** No authority that we trust signed the certificate, or it has expired. */
  | 'DIAL_TLS_UNTRUSTED'
  /** No key of the certificate's chain is pinned. */
  | 'DIAL_TLS_PIN_MISMATCH'
  /** TLS failed in another way: an alert, a version, bytes that are not TLS. */
  | 'DIAL_TLS_FAILED'
  /** The connection stood, and was lost. */
  | 'DIAL_CONNECTION_LOST';

/** A front could not be reached, or not any more. Nothing was sent but what TLS itself says. */
export class FrontDialError extends Error {
  override readonly name = 'FrontDialError';
  readonly code: FrontDialErrorCode;

  constructor(code: FrontDialErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
