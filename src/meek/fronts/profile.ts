import * as v from 'valibot';
import { AuthToken, MeekOptions } from '../options.ts';
import { Front } from './front.ts';
import { HostName } from './host-name.ts';

/** An absolute path without query or fragment, as it stands in a request line. */
export const RequestPath = v.pipe(
  v.string(),
  v.trim(),
  v.regex(/^\/[A-Za-z0-9\-._~!$&'()*+,;=:@%/]{0,255}$/, 'is not an absolute path'),
);

/** What stands behind the server's carrier, and so how a connection is asked for. */
export const UpstreamKind = v.picklist([
  /** A Frontage server with its builtin upstream. */
  'builtin',
  /** Any other meek server whose upstream is a SOCKS5 proxy: Lantern's, microsocks. */
  'socks5',
]);
export type UpstreamKind = v.InferOutput<typeof UpstreamKind>;

/** Shown among other text, so nothing that rearranges or breaks what stands around it. */
const Name = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(1),
  v.maxLength(80),
  v.regex(/^[^\p{Cc}\u202a-\u202e\u2066-\u2069]*$/u, 'holds characters that cannot be shown'),
);

/** The server's key, as `frontage-server` prints it: base64 of the SHA-256 of its SPKI. */
export const ServerPin = v.pipe(
  v.string(),
  v.trim(),
  v.regex(/^[A-Za-z0-9+/]{43}=$/, 'is not a server key as frontage-server prints it'),
);

/** One server and the fronts it is reached through. */
export const Profile = v.object({
  id: v.pipe(v.string(), v.uuid()),
  name: Name,
  /** The name by which the CDN routes to the server. */
  innerHost: HostName,
  path: v.optional(RequestPath, '/'),
  token: v.optional(v.nullable(AuthToken), null),
  upstream: v.optional(UpstreamKind, 'builtin'),
  /** With it everything is encrypted to the server's own key, unreadable to the CDN. */
  serverPin: v.optional(v.nullable(ServerPin), null),
  /** A new one begins with at least one; the last may be removed since. */
  fronts: v.pipe(v.array(Front), v.maxLength(5_000)),
  options: v.optional(v.partial(v.omit(MeekOptions, ['authToken'])), {}),
});
export type Profile = v.InferOutput<typeof Profile>;
