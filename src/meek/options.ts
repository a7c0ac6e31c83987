import * as v from 'valibot';
import { DEFAULT_MAX_BODY_BYTES } from './v1/wire.ts';

const milliseconds = (minimum: number, maximum: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(minimum), v.maxValue(maximum));

/** Headers that the protocol sets itself (lantern-box reserves the same, and its own prefix). */
export function isReservedHeader(name: string): boolean {
  const lower = name.toLowerCase();
  return (
    lower === 'host' ||
    lower === 'content-type' ||
    lower === 'content-length' ||
    lower === 'x-session-id' ||
    lower.startsWith('x-meek-')
  );
}

/** The token travels in a header, so it holds visible ASCII only. */
export const AuthToken = v.pipe(
  v.string(),
  v.trim(),
  v.regex(/^[\x21-\x7e]{1,256}$/, 'holds characters that a header cannot carry'),
);

const HeaderName = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$/, 'is not an HTTP header name'),
  v.check((name) => !isReservedHeader(name), 'is set by the protocol and cannot be configured'),
);

const HeaderValue = v.pipe(
  v.string(),
  v.regex(/^[\t\x20-\x7e]{0,1024}$/, 'holds characters that a header cannot carry'),
);

/** lantern-box's client options, in its units where it names one. */
export const MeekOptions = v.object({
  /** `auto`: the newest that the server speaks. */
  protocol: v.optional(v.picklist(['auto', 'meek-v1']), 'auto'),
  /** First wait between polls of an idle session, in ms; grows ×1.5 up to `pollIntervalMaxMs`. */
  pollIntervalMs: v.optional(milliseconds(10, 60_000), 100),
  pollIntervalMaxMs: v.optional(milliseconds(10, 60_000), 5_000),
  /** Largest body in either direction, in bytes. */
  maxBodyBytes: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(1024), v.maxValue(8 * 1024 * 1024)),
    DEFAULT_MAX_BODY_BYTES,
  ),
  /** Random bytes in a session id; the id is their lower-case hex. */
  sessionIdBytes: v.optional(v.pipe(v.number(), v.integer(), v.minValue(8), v.maxValue(64)), 16),
  /** How long a front that has not answered yet may take to begin an answer, in ms. */
  connectTimeoutMs: v.optional(milliseconds(100, 300_000), 15_000),
  /** How long a whole answer may take once the front has answered before, in ms. */
  readTimeoutMs: v.optional(milliseconds(100, 300_000), 30_000),
  /** Sent as `X-Meek-Auth`. */
  authToken: v.optional(v.nullable(AuthToken), null),
  /** Extra request headers. */
  headers: v.optional(v.pipe(v.record(HeaderName, HeaderValue), v.maxEntries(32)), {}),
});

export type MeekOptions = v.InferOutput<typeof MeekOptions>;
