import { type Front, frontAuthority } from '../front.ts';
import {
  ATTRIBUTES,
  checksumOf,
  LINK_SCHEME,
  LINK_VERSION,
  urlOfBase64,
} from '../import/formats/link-grammar.ts';
import { LINK_LIMIT_CHARACTERS } from '../import/limits.ts';
import {
  type ExportChoice,
  type Exported,
  type ExportedProfile,
  frontsInUse,
  inexpressible,
  type LeftOut,
  withoutSecrets,
} from './exported.ts';

/** A link is for beginning with: a subscription brings the rest. */
const MAX_FRONTS = 8;
const MAX_LIST_URLS = 2;

const CHECKSUM_CHARACTERS = '&sum=01234567'.length;

/** Our own link: the server and its first few fronts. docs/FRONTS.md describes it. */
export async function exportLink(all: ExportedProfile, choice: ExportChoice): Promise<Exported> {
  const { profile, leftOut } = withoutSecrets(all, choice);
  const { fronts, subscription } = profile;
  let body = serverPart(profile);
  let taken = 0;
  for (const [index, front] of frontsInUse(fronts, leftOut)) {
    const next = `${body}&front=${frontPart(front)}`;
    const fits = next.length + CHECKSUM_CHARACTERS <= LINK_LIMIT_CHARACTERS;
    if (taken < MAX_FRONTS && fits) {
      body = next;
      taken += 1;
    } else leftOut.push({ path: `fronts[${index}]`, code: 'too-many' });
  }
  const tooManyUrls = (subscription?.urls ?? []).map((_, index) => index).slice(MAX_LIST_URLS);
  for (const index of tooManyUrls) {
    leftOut.push({ path: `subscription.urls[${index}]`, code: 'too-many' } satisfies LeftOut);
  }
  leftOut.push(...inexpressible(profile, ['options']));
  return { text: `${body}&sum=${await checksumOf(body)}`, leftOut };
}

function serverPart(profile: ExportedProfile): string {
  const { innerHost, path, name, upstream, serverPin, token, subscription } = profile;
  const parameters: [key: string, value: string | null][] = [
    ['v', LINK_VERSION],
    ['name', name],
    ['upstream', upstream === 'builtin' ? null : upstream],
    ['pin', serverPin === null ? null : urlOfBase64(serverPin)],
    ['token', token],
    ...(subscription?.urls ?? [])
      .slice(0, MAX_LIST_URLS)
      .map((url): [string, string] => ['list', url]),
    ['key', subscription ? urlOfBase64(subscription.publicKey) : null],
  ];
  const query = parameters
    .filter((parameter): parameter is [string, string] => parameter[1] !== null)
    .map(([key, value]) => `${key}=${encode(value)}`);
  return `${LINK_SCHEME}${innerHost}${path === '/' ? '' : path}?${query.join('&')}`;
}

function frontPart(front: Front): string {
  const parts: string[] = [frontAuthority(front)];
  for (const [key, field] of ATTRIBUTES) {
    const value = front[field];
    if (value === undefined || value === 'auto') continue;
    const values = field === 'pins' ? (front.pins ?? []).map(urlOfBase64) : [String(value ?? '')];
    parts.push(...values.map((each) => `${key}=${encode(each)}`));
  }
  return parts.join(',');
}

/** Percent-encoded, but for what separates nothing here and is easier to read. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll('%3A', ':').replaceAll('%2F', '/');
}
