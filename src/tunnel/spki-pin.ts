import { createHash, type KeyObject } from 'node:crypto';

/**
 * The pin of a public key: base64 of the SHA-256 of its SubjectPublicKeyInfo, the `pin-sha256`
 * of RFC 7469, section 2.4. It stays the same whatever certificate holds the key.
 */
export function spkiPinOf(publicKey: KeyObject): string {
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(spki).digest('base64');
}
