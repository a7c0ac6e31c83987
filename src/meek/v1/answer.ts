import { MeekError, type MeekErrorCode } from '../errors.ts';
import { CONTENT_TYPE, Header, MARKER_VALUE, Refusal } from './wire.ts';

/** What an HTTP response says about the session. */
export type Answer =
  | { kind: 'bytes' }
  /** The upstream ended, and everything it sent has been delivered. */
  | { kind: 'ended' }
  | { kind: 'error'; error: MeekError };

export interface Head {
  readonly status: number;
  readonly headers: Pick<Headers, 'get'>;
}

export function hasMarker(head: Head): boolean {
  return head.headers.get(Header.marker) === MARKER_VALUE;
}

/**
 * Reads an answer's meaning.
 *
 * Only the server can end a session. Its word is known by the marker, or, for lantern-box, by
 * the exact text of the refusal; everything else is a CDN's, and worth another try.
 *
 * @param text the body of an answer that is not 200, cut to a few hundred characters
 * @param markerExpected this route has carried the marker before, so an answer without it is not
 * the server's
 */
export function readAnswer(head: Head, text: string, markerExpected: boolean): Answer {
  const marked = hasMarker(head);
  if (head.status === 200) return readSuccess(head, marked || !markerExpected);
  const refusal = knownRefusal(head.status, text);
  if (marked || (refusal && !markerExpected)) return readRefusal(head, text, refusal);
  return failure(
    isGatewayError(head.status) ? 'MEEK_SERVER_UNREACHABLE' : 'MEEK_FRONT_REFUSED',
    head,
  );
}

/** The failures that another attempt, perhaps through another front, may not meet. */
export function isRetryable(error: MeekError): boolean {
  return (
    error.code === 'MEEK_FRONT_UNREACHABLE' ||
    error.code === 'MEEK_FRONT_REFUSED' ||
    error.code === 'MEEK_SERVER_UNREACHABLE' ||
    error.code === 'MEEK_RESPONSE_TOO_LARGE'
  );
}

function readSuccess(head: Head, ours: boolean): Answer {
  const type = head.headers.get('Content-Type') ?? '';
  if (ours && type.startsWith(CONTENT_TYPE)) return { kind: 'bytes' };
  return failure('MEEK_FRONT_REFUSED', head, `content type “${type.slice(0, 60)}”`);
}

/** Nothing but the exact word counts as the end: any other would pass a cut for a clean end. */
function readRefusal(head: Head, text: string, refusal: Refusal | undefined): Answer {
  if (refusal === Refusal.upstreamClosed) return { kind: 'ended' };
  return failure(codeOf(head.status, refusal), head, text);
}

function knownRefusal(status: number, text: string): Refusal | undefined {
  return Object.values(Refusal).find(
    (refusal) => refusal.status === status && refusal.text === text.trim(),
  );
}

function codeOf(status: number, refusal: Refusal | undefined): MeekErrorCode {
  if (refusal === Refusal.unknownSession) return 'MEEK_SESSION_LOST';
  if (status === Refusal.badToken.status) return 'MEEK_TOKEN_REFUSED';
  if (status === Refusal.upstreamUnreachable.status) return 'MEEK_UPSTREAM_UNREACHABLE';
  if (status === Refusal.busy.status) return 'MEEK_SERVER_BUSY';
  return 'MEEK_PROTOCOL';
}

/** What gateways say when the machine behind them is gone; 520 to 530 are Cloudflare's. */
function isGatewayError(status: number): boolean {
  return (status >= 502 && status <= 504) || (status >= 520 && status <= 530);
}

function failure(code: MeekErrorCode, head: Head, detail = ''): Answer {
  const message = `answered ${head.status}${detail ? `: ${detail.trim()}` : ''}`;
  return { kind: 'error', error: new MeekError(code, message) };
}
