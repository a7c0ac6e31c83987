import { Reply, SocksError } from './socks5.ts';

/**
 * Why the server did not connect: error types of RFC 9209, section 2.3, each with the HTTP
 * status that is sent with it and the SOCKS reply that tells an app the same.
 *
 * The statuses are the recommended ones, save for 403: a policy refused, nothing is broken.
 */
const PROXY_ERRORS = {
  connection_refused: { status: 502, reply: Reply.connectionRefused },
  connection_timeout: { status: 504, reply: Reply.ttlExpired },
  dns_error: { status: 502, reply: Reply.hostUnreachable },
  /** The host is down, or what leads to it says so (`EHOSTUNREACH`). */
  destination_unavailable: { status: 503, reply: Reply.hostUnreachable },
  /** There is no route to the network (`ENETUNREACH`). */
  destination_ip_unroutable: { status: 502, reply: Reply.networkUnreachable },
  destination_ip_prohibited: { status: 403, reply: Reply.notAllowed },
  connection_limit_reached: { status: 503, reply: Reply.generalFailure },
  http_request_error: { status: 400, reply: Reply.generalFailure },
  proxy_internal_error: { status: 500, reply: Reply.generalFailure },
} as const satisfies Record<string, { status: number; reply: number }>;

export type ProxyErrorType = keyof typeof PROXY_ERRORS;

export function statusOf(type: ProxyErrorType): number {
  return PROXY_ERRORS[type].status;
}

/** The value of a `proxy-status` field. */
export function encodeProxyStatus(type: ProxyErrorType): string {
  return `frontage; error=${type}`;
}

/** The refusal as an app hears of it; a type that we do not know is a general failure. */
export function socksErrorOf(proxyStatus: string | undefined): SocksError {
  const type = /;\s*error=([a-z_]+)/.exec(proxyStatus ?? '')?.[1] ?? '';
  const known = Object.hasOwn(PROXY_ERRORS, type) ? PROXY_ERRORS[type as ProxyErrorType] : null;
  return SocksError.fromReply(known?.reply ?? Reply.generalFailure);
}
