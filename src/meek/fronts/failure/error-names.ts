import type { FrontFailureCode } from './front-failure.ts';

/**
 * What the network stacks call their errors, and what each says of a front. `fetch` itself says
 * “TypeError” in a browser, whatever happened; the name comes from `webRequest.onErrorOccurred`,
 * which both browsers raise for an extension's own requests too, up to half a second later.
 *
 * Observed with Chromium 156, Firefox ESR 153 and Node 24 against servers that fail so, except for
 * those marked “from its sources”.
 */
const CODES: Record<string, FrontFailureCode> = {
  // Chromium: a request to the front itself.
  ERR_NAME_NOT_RESOLVED: 'FRONT_NAME_NOT_RESOLVED',
  ERR_CONNECTION_REFUSED: 'FRONT_TCP_REFUSED',
  ERR_CONNECTION_RESET: 'FRONT_TLS_RESET',
  // FIN in place of a ServerHello; over HTTP/2 also in place of an answer.
  ERR_CONNECTION_CLOSED: 'FRONT_TLS_RESET',
  ERR_CERT_COMMON_NAME_INVALID: 'FRONT_TLS_NAME_MISMATCH',
  ERR_CERT_AUTHORITY_INVALID: 'FRONT_TLS_UNTRUSTED',
  ERR_SSL_UNRECOGNIZED_NAME_ALERT: 'FRONT_TLS_FAILED',
  ERR_EMPTY_RESPONSE: 'FRONT_ANSWER_CUT',
  ERR_HTTP2_PROTOCOL_ERROR: 'FRONT_ANSWER_CUT',
  ERR_INCOMPLETE_CHUNKED_ENCODING: 'FRONT_ANSWER_CUT',
  ERR_TIMED_OUT: 'FRONT_TIMEOUT',
  // We called it off: a limit of ours passed.
  ERR_ABORTED: 'FRONT_TIMEOUT',
  // Chromium: a front as a secure proxy. Every step up to TLS has but this one name; the extension
  // asks at which it was (`background/fronts/failed-step.ts`).
  ERR_PROXY_CONNECTION_FAILED: 'FRONT_UNREACHABLE',
  ERR_PROXY_CERTIFICATE_INVALID: 'FRONT_TLS_NAME_MISMATCH',
  // A body that is a stream, and a front without HTTP/2.
  ERR_ALPN_NEGOTIATION_FAILED: 'FRONT_NO_HTTP2',
  // Chromium: a front that the helper was to connect to (`helper/agent/edge-pins.ts`).
  ERR_SOCKS_CONNECTION_FAILED: 'FRONT_TCP_REFUSED',
  // Chromium, from its sources.
  ERR_INTERNET_DISCONNECTED: 'FRONT_OFFLINE',
  ERR_NETWORK_CHANGED: 'FRONT_OFFLINE',
  ERR_NETWORK_IO_SUSPENDED: 'FRONT_OFFLINE',
  ERR_NETWORK_ACCESS_DENIED: 'FRONT_BLOCKED_LOCALLY',
  ERR_BLOCKED_BY_CLIENT: 'FRONT_BLOCKED_LOCALLY',
  ERR_BLOCKED_BY_ADMINISTRATOR: 'FRONT_BLOCKED_LOCALLY',
  ERR_MANDATORY_PROXY_CONFIGURATION_FAILED: 'FRONT_BLOCKED_LOCALLY',
  ERR_NAME_RESOLUTION_FAILED: 'FRONT_NAME_NOT_RESOLVED',
  ERR_CONNECTION_TIMED_OUT: 'FRONT_TCP_TIMEOUT',
  ERR_CONNECTION_FAILED: 'FRONT_TCP_TIMEOUT',
  ERR_ADDRESS_UNREACHABLE: 'FRONT_TCP_REFUSED',
  ERR_SSL_PINNED_KEY_NOT_IN_CERT_CHAIN: 'FRONT_TLS_UNTRUSTED',
  ERR_CONNECTION_ABORTED: 'FRONT_ANSWER_CUT',
  ERR_CONTENT_LENGTH_MISMATCH: 'FRONT_ANSWER_CUT',
  ERR_INVALID_HTTP_RESPONSE: 'FRONT_WRONG_SERVER',
  ERR_TUNNEL_CONNECTION_FAILED: 'FRONT_UNREACHABLE',

  // Firefox.
  NS_ERROR_UNKNOWN_HOST: 'FRONT_NAME_NOT_RESOLVED',
  NS_ERROR_CONNECTION_REFUSED: 'FRONT_TCP_REFUSED',
  NS_ERROR_NET_RESET: 'FRONT_TLS_RESET',
  NS_ERROR_ABORT: 'FRONT_ANSWER_CUT',
  NS_ERROR_NET_PARTIAL_TRANSFER: 'FRONT_ANSWER_CUT',
  NS_BINDING_ABORTED: 'FRONT_TIMEOUT',
  // Firefox, from its sources.
  NS_ERROR_OFFLINE: 'FRONT_OFFLINE',
  NS_ERROR_NET_TIMEOUT: 'FRONT_TCP_TIMEOUT',
  NS_ERROR_NET_INTERRUPT: 'FRONT_ANSWER_CUT',
  NS_ERROR_NET_INADEQUATE_SECURITY: 'FRONT_TLS_FAILED',
  NS_ERROR_UNKNOWN_PROXY_HOST: 'FRONT_BLOCKED_LOCALLY',
  NS_ERROR_PROXY_CONNECTION_REFUSED: 'FRONT_BLOCKED_LOCALLY',

  // Ours, of a front that was dialled by us (`helper/native/front-dial-error.ts`).
  DIAL_NAME_NOT_RESOLVED: 'FRONT_NAME_NOT_RESOLVED',
  DIAL_TCP_FAILED: 'FRONT_TCP_REFUSED',
  DIAL_TCP_TIMEOUT: 'FRONT_TCP_TIMEOUT',
  DIAL_TLS_RESET: 'FRONT_TLS_RESET',
  DIAL_TLS_TIMEOUT: 'FRONT_TIMEOUT',
  DIAL_TLS_NAME_MISMATCH: 'FRONT_TLS_NAME_MISMATCH',
  DIAL_TLS_UNTRUSTED: 'FRONT_TLS_UNTRUSTED',
  DIAL_TLS_PIN_MISMATCH: 'FRONT_TLS_UNTRUSTED',
  DIAL_TLS_FAILED: 'FRONT_TLS_FAILED',
  DIAL_CONNECTION_LOST: 'FRONT_ANSWER_CUT',
  // The helper that dials is gone, or has too much to do.
  LINK_LOST: 'FRONT_BLOCKED_LOCALLY',
  LINK_FULL: 'FRONT_BLOCKED_LOCALLY',

  // Node: the `code` of an error, or of what caused it.
  ENOTFOUND: 'FRONT_NAME_NOT_RESOLVED',
  EAI_AGAIN: 'FRONT_NAME_NOT_RESOLVED',
  ECONNREFUSED: 'FRONT_TCP_REFUSED',
  EHOSTUNREACH: 'FRONT_TCP_REFUSED',
  ENETUNREACH: 'FRONT_OFFLINE',
  ENETDOWN: 'FRONT_OFFLINE',
  ETIMEDOUT: 'FRONT_TCP_TIMEOUT',
  UND_ERR_CONNECT_TIMEOUT: 'FRONT_TCP_TIMEOUT',
  ECONNRESET: 'FRONT_TLS_RESET',
  EPIPE: 'FRONT_TLS_RESET',
  ERR_TLS_CERT_ALTNAME_INVALID: 'FRONT_TLS_NAME_MISMATCH',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'FRONT_TLS_UNTRUSTED',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'FRONT_TLS_UNTRUSTED',
  SELF_SIGNED_CERT_IN_CHAIN: 'FRONT_TLS_UNTRUSTED',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'FRONT_TLS_UNTRUSTED',
  CERT_HAS_EXPIRED: 'FRONT_TLS_UNTRUSTED',
  CERT_NOT_YET_VALID: 'FRONT_TLS_UNTRUSTED',
  UND_ERR_SOCKET: 'FRONT_ANSWER_CUT',
  UND_ERR_HEADERS_TIMEOUT: 'FRONT_TIMEOUT',
  EPROTO: 'FRONT_TLS_FAILED',
};

/** Families of names, for what is not named above. */
const FAMILIES: readonly (readonly [RegExp, FrontFailureCode])[] = [
  [/^ERR_CERT_/, 'FRONT_TLS_UNTRUSTED'],
  [/^ERR_(SSL|TLS|ECH|BAD_SSL)_/, 'FRONT_TLS_FAILED'],
  [/^ERR_(HTTP2|QUIC|CONTENT)_/, 'FRONT_ANSWER_CUT'],
  [/^ERR_BLOCKED_BY_/, 'FRONT_BLOCKED_LOCALLY'],
  // Of TLS Firefox tells in a sentence, in the language of the browser. English is known.
  [/domain name does not match/, 'FRONT_TLS_NAME_MISMATCH'],
  [/certificate.*(issuer|not recognized|expired|revoked|not trusted)/i, 'FRONT_TLS_UNTRUSTED'],
  [/^[^_]+ .*$/, 'FRONT_TLS_FAILED'],
];

/** What the name of an error says of the front; that it is not reachable, if nothing. */
export function failureCodeOf(errorName: string): FrontFailureCode {
  const name = errorName.replace(/^net::/, '');
  if (Object.hasOwn(CODES, name)) return CODES[name] as FrontFailureCode;
  return FAMILIES.find(([family]) => family.test(name))?.[1] ?? 'FRONT_UNREACHABLE';
}
