import type { Exchange } from '../exchange.ts';
import type { Fault } from './fault.ts';

export type Stripped = 'request' | 'response' | 'both';

/** What the protocol may count on, and what HTTP itself needs. */
const REQUEST_HEADERS = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'cache-control',
  'content-length',
  'content-type',
  'transfer-encoding',
  'user-agent',
  'x-meek-auth',
  'x-session-id',
]);
const RESPONSE_HEADERS = new Set([
  'cache-control',
  'content-encoding',
  'content-length',
  'content-type',
  'date',
]);

/** Headers that a CDN could not know are dropped, but for the session's id and the token. */
export function stripHeaders(stripped: Stripped): Fault {
  return (next) => (exchange) => next(withoutUnknown(exchange, stripped));
}

function withoutUnknown(exchange: Exchange, stripped: Stripped): Exchange {
  return {
    ...exchange,
    headers:
      stripped === 'response' ? exchange.headers : onlyThose(exchange.headers, REQUEST_HEADERS),
    respond(status, headers, body) {
      const kept = stripped === 'request' ? headers : onlyThose(headers, RESPONSE_HEADERS);
      exchange.respond(status, kept, body);
    },
  };
}

function onlyThose<T extends object>(headers: T, names: ReadonlySet<string>): T {
  const kept = Object.entries(headers).filter(([name]) => names.has(name.toLowerCase()));
  return Object.fromEntries(kept) as T;
}
