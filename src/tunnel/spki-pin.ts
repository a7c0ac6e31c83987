import { createHash, type KeyObject } from 'node:crypto';

/** A SHA-256 in base64: 43 digits and one `=`. */
const PIN = /^[A-Za-z0-9+/]{43}=$/;

/**
 * The pin of a public key: base64 of the SHA-256 of its SubjectPublicKeyInfo, the `pin-sha256`
 * of RFC 7469, section 2.4. It stays the same whatever certificate holds the key.
 */
export function spkiPinOf(publicKey: KeyObject): string {
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(spki).digest('base64');
}

export function isSpkiPin(text: string): boolean {
  return PIN.test(text);
}
