import type { ServerHttp2Stream } from 'node:http2';
import { encodeProxyStatus, type ProxyErrorType, statusOf } from '../../tunnel/proxy-status.ts';
import type { DialError, DialErrorCode } from '../dial.ts';

const TYPE_OF_DIAL_ERROR: Record<DialErrorCode, ProxyErrorType> = {
  DIAL_REFUSED: 'connection_refused',
  DIAL_TIMEOUT: 'connection_timeout',
  DIAL_HOST_UNREACHABLE: 'destination_unavailable',
  DIAL_NETWORK_UNREACHABLE: 'destination_ip_unroutable',
  DIAL_NOT_ALLOWED: 'destination_ip_prohibited',
  DIAL_FAILED: 'proxy_internal_error',
  DIAL_ABORTED: 'proxy_internal_error',
};

/** getaddrinfo's own errors. */
const NAME_ERRORS = new Set<unknown>(['ENOTFOUND', 'EAI_AGAIN']);

export function proxyErrorOf(error: DialError): ProxyErrorType {
  if (NAME_ERRORS.has((error.cause as NodeJS.ErrnoException | undefined)?.code)) return 'dns_error';
  return TYPE_OF_DIAL_ERROR[error.code];
}

/** Answers a request that leads nowhere, unless whoever asked has gone. */
export function refuse(stream: ServerHttp2Stream, type: ProxyErrorType): void {
  if (stream.destroyed || stream.closed) return;
  stream.respond(
    { ':status': statusOf(type), 'proxy-status': encodeProxyStatus(type) },
    { endStream: true },
  );
}
