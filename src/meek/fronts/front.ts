import * as v from 'valibot';
import { HostName, isHostName, isIpAddress } from './host-name.ts';

/**
 * How one HTTP request reaches the inner host through a front.
 *
 * - `direct`: the front's own name is routed to the server; SNI and `Host` are the same.
 * - `secure-proxy`: the browser takes the front for an HTTPS proxy of `http://inner/`.
 * - `host-rule`: a declarativeNetRequest rule sets `Host` on a request to `https://front/`.
 * - `native`: a Node program dials, where a browser cannot: another SNI or none, another name on
 *   the certificate, pins.
 * - `auto`: `direct` when the front is the inner host, else what the browser can do, else `native`.
 */
export const Technique = v.picklist(['auto', 'direct', 'secure-proxy', 'host-rule', 'native']);
export type Technique = v.InferOutput<typeof Technique>;

const Port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535));

export const IpAddress = v.pipe(v.string(), v.check(isIpAddress, 'is not an IP address'));

/** Base64 of the SHA-256 of a certificate's SPKI (RFC 7469, section 2.4). */
const SpkiPin = v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]{43}=$/, 'is not a pin'));

/** Who runs the edge: fronts of one provider tend to be blocked together. */
const Provider = v.pipe(v.string(), v.trim(), v.regex(/^[\w .-]{1,40}$/));

/** A CDN edge. Without the optional fields it is dialled, addressed and checked by `host`. */
export const Front = v.object({
  host: HostName,
  port: v.optional(Port, 443),
  technique: v.optional(Technique, 'auto'),
  /** Dialled instead of what `host` resolves to. */
  address: v.optional(IpAddress),
  /** Sent instead of `host`; `null`: the ClientHello names nobody. */
  sni: v.optional(v.nullable(HostName)),
  /** What the certificate is checked against instead of `host`. */
  verifyHost: v.optional(HostName),
  /** One of the chain's keys must be one of these. */
  pins: v.optional(v.pipe(v.array(SpkiPin), v.maxLength(8))),
  /** Where this front's CDN knows the server by another name than the profile's. */
  innerHost: v.optional(HostName),
  provider: v.optional(Provider),
  /** Kept, and used by nothing. Absent in a front that is in use. */
  isDisabled: v.optional(v.boolean()),
});
export type Front = v.InferOutput<typeof Front>;

/** Those that may be used. Whatever asks, dials or names fronts begins with this. */
export function enabledFronts(fronts: readonly Front[]): Front[] {
  return fronts.filter(({ isDisabled }) => !isDisabled);
}

/** A browser sends the name it dials as SNI and checks the certificate against it, and no more. */
export function needsNative({ host, technique, sni, verifyHost, pins }: Front): boolean {
  if (technique === 'native') return true;
  const differs = (name: string | null | undefined) => name !== undefined && name !== host;
  return differs(sni) || differs(verifyHost) || (pins?.length ?? 0) > 0;
}

/** `host` or `host:port`: the front's name in logs, states and selections. */
export function frontAuthority(front: Pick<Front, 'host' | 'port'>): string {
  return front.port === 443 ? front.host : `${front.host}:${front.port}`;
}

/** The same with the address to dial, if one is given. */
export function frontName(front: Pick<Front, 'host' | 'port' | 'address'>): string {
  const authority = frontAuthority(front);
  return front.address === undefined ? authority : `${authority} (${front.address})`;
}

/** Why what a person typed is no front. Stable: the popup has a sentence for each. */
export type FrontRefusal =
  /** `http:`: what is sent there could be read by anyone. */
  | 'FRONT_NOT_HTTPS'
  /** An address names no identity that its certificate could be checked against. */
  | 'FRONT_IS_ADDRESS'
  | 'FRONT_BAD_HOST'
  | 'FRONT_BAD_PORT';

/** A front as a person types it, or why it is refused; `text` is safe to show. */
export type ParsedFront = { front: Front } | { refused: FrontRefusal; text: string };

/** Reads `host`, `host:port` or `https://host[:port]/`. */
export function parseFront(text: string, technique: Technique = 'auto'): ParsedFront {
  const trimmed = text.trim();
  const refuse = (refused: FrontRefusal) => ({ refused, text: showable(trimmed) });
  if (/^http:/i.test(trimmed)) return refuse('FRONT_NOT_HTTPS');
  const authority = trimmed.replace(/^https:\/\//i, '').replace(/\/$/, '');
  const [, host = '', port] = /^(\[[^\]]*\]|[^:/]*)(?::(\d{1,5}))?$/.exec(authority) ?? [];
  if ([authority, host].some((address) => isIpAddress(address.replace(/^\[|\]$/g, '')))) {
    return refuse('FRONT_IS_ADDRESS');
  }
  if (!isHostName(host.toLowerCase())) return refuse('FRONT_BAD_HOST');
  const parsed = v.safeParse(Front, { host, port: port ? Number(port) : 443, technique });
  return parsed.success ? { front: parsed.output } : refuse('FRONT_BAD_PORT');
}

/** What was typed or imported: its beginning, without invisible characters. */
function showable(text: string): string {
  return text.slice(0, 80).replace(/\p{C}/gu, '\ufffd');
}
