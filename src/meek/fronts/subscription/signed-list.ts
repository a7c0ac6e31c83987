import type { Front } from '../front.ts';

/** `format` and `version` of the envelope, which docs/FRONTS.md describes. */
export const SIGNED_LIST_FORMAT = 'frontage-signed-list';
export const SIGNED_LIST_VERSION = 1;

export const SIGNATURE_BYTES = 64;

/** What a subscription's URL yields: fronts, as of a number that only grows. */
export interface FrontList {
  /** A list replaces those with smaller numbers. */
  readonly number: number;
  /** Milliseconds since 1970: from then on the list is refused. */
  readonly expiresAtMs: number;
  readonly fronts: readonly Front[];
  /** Where later lists are, if no longer where this one was. */
  readonly urls?: readonly string[];
}

/**
 * What is signed: the payload after a line that no other use of the key has, so that a signature
 * made for something else does not sign a list.
 */
export function signedBytes(payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const context = new TextEncoder().encode(`${SIGNED_LIST_FORMAT} ${SIGNED_LIST_VERSION}\n`);
  const bytes = new Uint8Array(context.length + payload.length);
  bytes.set(context);
  bytes.set(payload, context.length);
  return bytes;
}
