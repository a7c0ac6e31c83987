import { concatenate } from './concatenate.ts';
import { PROOF_CONTEXT } from './wire.ts';

/** What a PROOF's signature is made over. */
export function proofBytes(nonce: Uint8Array, flags: number): Uint8Array<ArrayBuffer> {
  const context = new TextEncoder().encode(PROOF_CONTEXT);
  return concatenate([context, Uint8Array.of(0, flags), nonce]);
}
