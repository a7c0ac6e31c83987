/**
 * The wire of meek-v1: Lantern's lantern-box, and without the `X-Meek-*` headers Tor's meek.
 *
 * A session is a series of POSTs with the same session id. The request body is the uplink's next
 * bytes, the response body the downlink's. With a sequence number the server can tell a repeated
 * POST from a new one and replays its last answer. Names and limits are those of the peers.
 */
export const CONTENT_TYPE = 'application/octet-stream';

export const Header = {
  sessionId: 'X-Session-Id',
  /** Decimal, from 0, one more for each exchange. Absent in Tor's clients. */
  sequence: 'X-Meek-Seq',
  /** Decimal bytes: the largest response the client takes. */
  maxBody: 'X-Meek-Max-Body',
  authToken: 'X-Meek-Auth',
  /**
   * Ours, ignored by others: `uplink` half-closes after this body, `session` drops the session.
   * Only sent to a server whose answers carry `marker`.
   */
  end: 'X-Meek-End',
  /** On every answer of a Frontage server, so that a CDN's answers can be told from ours. */
  marker: 'X-Meek-Server',
} as const;

export const MARKER_VALUE = 'frontage';

/** Values of `Header.end`. */
export const End = { uplink: 'uplink', session: 'session' } as const;

/** Bodies of the server's refusals. Texts are lantern-box's where it has the case. */
export const Refusal = {
  notFound: { status: 404, text: 'not found' },
  badMethod: { status: 405, text: 'method not allowed' },
  badToken: { status: 403, text: 'forbidden' },
  noSessionId: { status: 400, text: 'missing X-Session-Id' },
  readBody: { status: 400, text: 'read body' },
  bodyTooLarge: { status: 413, text: 'request body exceeds max_body_bytes' },
  /** An old sequence number, or one that leaves a gap. */
  badSequence: { status: 409, text: 'sequence out of order' },
  /** A session this server does not hold, in its middle: restarted, reaped, or another machine. */
  unknownSession: { status: 410, text: 'unknown session' },
  upstreamClosed: { status: 410, text: 'upstream closed' },
  upstreamUnreachable: { status: 502, text: 'upstream unreachable' },
  upstreamWrite: { status: 502, text: 'upstream write' },
  busy: { status: 503, text: 'too many sessions' },
} as const;

export type Refusal = (typeof Refusal)[keyof typeof Refusal];

/** Largest body in either direction unless configured (lantern-box). */
export const DEFAULT_MAX_BODY_BYTES = 256 * 1024;

/** Largest response for a client that does not say what it takes (Tor's clients cut at this). */
export const LEGACY_MAX_BODY_BYTES = 64 * 1024;

/** Sequence numbers are 64-bit on the wire; JavaScript counts exactly to 2^53, far enough. */
export function parseSequence(value: string | null | undefined): number | undefined {
  if (value == null || !/^\d{1,16}$/.test(value)) return undefined;
  const sequence = Number(value);
  return Number.isSafeInteger(sequence) ? sequence : undefined;
}

/** The largest response a server with `limitBytes` may send to a client that advertised this. */
export function responseCapBytes(
  advertised: string | null | undefined,
  limitBytes: number,
): number {
  const asked = advertised != null && /^\d{1,15}$/.test(advertised) ? Number(advertised) : 0;
  return Math.min(limitBytes, asked > 0 ? asked : LEGACY_MAX_BODY_BYTES);
}
