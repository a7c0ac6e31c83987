import type { Proof } from '../../v2/frames.ts';
import { proofBytes } from '../../v2/proof-bytes.ts';
import { FrontFailure } from '../failure/front-failure.ts';

const KEY = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' } as const;

/**
 * Checks that the server with the pinned key gave this PROOF, and for this nonce.
 *
 * @param pin base64 of the SHA-256 of the key's SPKI; `null`: any server will do, freshness counts
 * @throws FrontFailure FRONT_NOT_PROVEN
 */
export async function checkProof(
  { nonce, flags, signed }: Proof,
  asked: Uint8Array,
  pin: string | null,
): Promise<void> {
  const isFresh = nonce.every((byte, index) => byte === asked[index]);
  if (!isFresh) throw notProven('The answer is to an earlier question: something stores answers.');
  if (pin === null) return;
  if (!signed) throw notProven('The server shows no key.');
  const spki = Uint8Array.from(signed.spki);
  const hash = await crypto.subtle.digest('SHA-256', spki);
  if (btoa(String.fromCharCode(...new Uint8Array(hash))) !== pin) {
    throw notProven('The server shows another key.');
  }
  const isRight = await verify(spki, Uint8Array.from(signed.signature), proofBytes(nonce, flags));
  if (!isRight) throw notProven('The server does not have the key that it shows.');
}

async function verify(
  spki: Uint8Array<ArrayBuffer>,
  signature: Uint8Array<ArrayBuffer>,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  try {
    const key = await crypto.subtle.importKey('spki', spki, KEY, false, ['verify']);
    return await crypto.subtle.verify(SIGNATURE, key, signature, bytes);
  } catch {
    // Bytes that are no key prove nothing, as a wrong signature does.
    return false;
  }
}

function notProven(message: string): FrontFailure {
  return new FrontFailure('FRONT_NOT_PROVEN', message);
}
