import { toHex } from '../../../random.ts';
import type { FrontParts } from '../front-entry.ts';

/** What a link is made of; docs/FRONTS.md has it in words. */
export const LINK_SCHEME = 'frontage://';
export const LINK_VERSION = '1';

/** The parameters of a link, and how often each may stand. */
export const PARAMETERS: ReadonlyMap<string, 'once' | 'any'> = new Map([
  ['v', 'once'],
  ['name', 'once'],
  ['upstream', 'once'],
  ['pin', 'once'],
  ['token', 'once'],
  ['list', 'any'],
  ['key', 'once'],
  ['front', 'any'],
]);

/** The attributes of a front in a link. `pin` may stand several times. */
export const ATTRIBUTES: ReadonlyMap<string, keyof FrontParts> = new Map([
  ['how', 'technique'],
  ['ip', 'address'],
  ['sni', 'sni'],
  ['check', 'verifyHost'],
  ['pin', 'pins'],
  ['inner', 'innerHost'],
  ['by', 'provider'],
]);

const CHECKSUM_BYTES = 4;

/** The first 8 hex digits of the SHA-256 of all that stands before `&sum=`. */
export async function checksumOf(body: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(body));
  return toHex(new Uint8Array(digest, 0, CHECKSUM_BYTES));
}

/** Base64 of 32 bytes as a link has it: base64url without padding (RFC 4648, section 5). */
export function urlOfBase64(text: string): string {
  return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

export function base64OfUrl(text: string): string {
  return `${text.replaceAll('-', '+').replaceAll('_', '/')}=`;
}
