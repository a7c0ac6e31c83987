import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { encodeProof } from '../../meek/v2/frames.ts';
import { proofBytes } from '../../meek/v2/proof-bytes.ts';
import { SPKI_BYTES } from '../../meek/v2/wire.ts';

/** Makes the PROOF frame that answers a CHALLENGE with this nonce. */
export type Prove = (nonce: Uint8Array, flags: number) => Uint8Array;

/**
 * Signs with the key that clients pin. A signature takes 0.05 ms, about what the request around it
 * does, so that asking is no way to tire the server.
 *
 * @param identityPem a P-256 key; `null`: what comes back shows only that the answer is fresh
 */
export function createProver(identityPem: string | null): Prove {
  const key = identityPem === null ? null : createPrivateKey(identityPem);
  const spki = key && createPublicKey(key).export({ type: 'spki', format: 'der' });
  // Any other kind of key is the operator's own doing, and its signature would fit no PROOF.
  if (!key || spki?.length !== SPKI_BYTES) {
    return (nonce, flags) => encodeProof({ flags, nonce, signed: null });
  }
  return (nonce, flags) => {
    const signature = sign('sha256', proofBytes(nonce, flags), { key, dsaEncoding: 'ieee-p1363' });
    return encodeProof({ flags, nonce, signed: { signature, spki } });
  };
}
