import * as v from 'valibot';

const MAX_URLS = 8;

/**
 * What a subscription needs of the browser, as a match pattern: a list may name any host, and comes
 * when nobody is there to be asked.
 */
export const LISTED_ORIGINS = 'https://*/*';

const ListUrl = v.pipe(
  v.string(),
  v.trim(),
  v.maxLength(512),
  v.regex(/^https:\/\/[\x21-\x7e]+$/, 'is not an https URL'),
  v.check((text) => URL.canParse(text) && !hasCredentials(new URL(text)), 'is not a usable URL'),
);

/** An Ed25519 public key (RFC 8032): base64 of its 32 bytes. */
export const ListKey = v.pipe(
  v.string(),
  v.trim(),
  v.regex(/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/, 'is not an Ed25519 public key'),
);

/** Where a signed list of fronts is fetched from, and the key that it must be signed with. */
export const Subscription = v.object({
  urls: v.pipe(v.array(ListUrl), v.minLength(1), v.maxLength(MAX_URLS)),
  publicKey: ListKey,
});
export type Subscription = v.InferOutput<typeof Subscription>;

function hasCredentials(url: URL): boolean {
  return url.username !== '' || url.password !== '';
}
