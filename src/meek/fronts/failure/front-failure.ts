import * as v from 'valibot';

/** How a front failed. Stable: it is stored, shown and translated. */
export const FrontFailureCode = v.picklist([
  /** This machine has no network. */
  'FRONT_OFFLINE',
  /** The front's name has no address here: mistyped, gone, or poisoned. */
  'FRONT_NAME_NOT_RESOLVED',
  'FRONT_TCP_REFUSED',
  /** No TCP connection within the time that it may take: packets are dropped on the way. */
  'FRONT_TCP_TIMEOUT',
  /** The certificate is for other names: not this CDN, or a middlebox. */
  'FRONT_TLS_NAME_MISMATCH',
  /** The certificate is of nobody whom this machine trusts, expired, or misses its pin. */
  'FRONT_TLS_UNTRUSTED',
  /** Connected, and broken off during TLS: what a censor does who reads the ClientHello. */
  'FRONT_TLS_RESET',
  'FRONT_TLS_FAILED',
  /** The front speaks HTTP/1.1 alone, and this technique needs HTTP/2. */
  'FRONT_NO_HTTP2',
  /** Could not be reached, and this browser does not say at which step. */
  'FRONT_UNREACHABLE',
  /** No answer within the time given, and nothing says at which step it hangs. */
  'FRONT_TIMEOUT',
  /** An answer began and broke off, or fell silent, before it said enough. */
  'FRONT_ANSWER_CUT',
  /** An answer of success, but not our server's: a cover page, another customer of the CDN. */
  'FRONT_WRONG_SERVER',
  /** A meek server answered that cannot prove to have the profile's key, or did so long ago. */
  'FRONT_NOT_PROVEN',
  /** The CDN refuses; `status` says how. */
  'FRONT_CDN_REFUSED',
  /** The CDN says that it cannot reach the server behind it; `status` says how. */
  'FRONT_SERVER_UNREACHABLE',
  /** The server answered, but without the headers that a session needs. */
  'FRONT_HEADERS_STRIPPED',
  /** The server answered, and takes no more for now. */
  'FRONT_SERVER_BUSY',
  /** The server answered, and refuses the profile's token. */
  'FRONT_TOKEN_REFUSED',
  /** Something on this machine kept the request from leaving: permission, rule, proxy setting. */
  'FRONT_BLOCKED_LOCALLY',
]);
export type FrontFailureCode = v.InferOutput<typeof FrontFailureCode>;

export interface FrontFailureDetails extends ErrorOptions {
  /** The HTTP status, where there was an answer. */
  readonly status?: number;
}

export class FrontFailure extends Error {
  override readonly name = 'FrontFailure';
  readonly code: FrontFailureCode;
  readonly status: number | null;

  constructor(code: FrontFailureCode, message: string, details: FrontFailureDetails = {}) {
    super(message, details);
    this.code = code;
    this.status = details.status ?? null;
  }
}

/** How much a failure says about the front. */
export type FailureWeight =
  /** Nothing: this machine, or the server, is at fault, and any other front would fail alike. */
  | 'none'
  /** It may work again in a moment. */
  | 'passing'
  /** A decision of someone's, a CDN's or a censor's, that will stand for a while. */
  | 'lasting';

const NOT_PASSING: Partial<Record<FrontFailureCode, FailureWeight>> = {
  FRONT_OFFLINE: 'none',
  FRONT_BLOCKED_LOCALLY: 'none',
  FRONT_SERVER_BUSY: 'none',
  FRONT_TOKEN_REFUSED: 'none',
  FRONT_NAME_NOT_RESOLVED: 'lasting',
  FRONT_TLS_NAME_MISMATCH: 'lasting',
  FRONT_TLS_UNTRUSTED: 'lasting',
  FRONT_NO_HTTP2: 'lasting',
  FRONT_WRONG_SERVER: 'lasting',
  FRONT_NOT_PROVEN: 'lasting',
  FRONT_CDN_REFUSED: 'lasting',
  FRONT_HEADERS_STRIPPED: 'lasting',
};

export function weightOf(code: FrontFailureCode): FailureWeight {
  return NOT_PASSING[code] ?? 'passing';
}
