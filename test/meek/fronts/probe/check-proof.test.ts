import { createPrivateKey, createPublicKey } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { checkProof } from '../../../../src/meek/fronts/probe/check-proof.ts';
import { FrameDecoder } from '../../../../src/meek/v2/decoder.ts';
import type { Proof } from '../../../../src/meek/v2/frames.ts';
import { createIdentityPem } from '../../../../src/server/builtin/identity.ts';
import { createProver } from '../../../../src/server/v2/prover.ts';
import { spkiPinOf } from '../../../../src/tunnel/spki-pin.ts';

const pem = createIdentityPem();
const pin = spkiPinOf(createPublicKey(createPrivateKey(pem)));
const nonce = new Uint8Array(32).fill(7);
const [proof] = [...new FrameDecoder().push(createProver(pem)(nonce, 5))] as [Proof];
const signed = proof.signed as NonNullable<Proof['signed']>;

const flipped = (bytes: Uint8Array, at = 0) =>
  bytes.map((byte, index) => (index === at ? byte ^ 1 : byte));
const refused = { name: 'FrontFailure', code: 'FRONT_NOT_PROVEN' };

test('what the server signs is taken', async () => {
  await expect(checkProof(proof, nonce, pin)).resolves.toBeUndefined();
});

describe('refused is', () => {
  test.each<[string, Proof]>([
    [
      'a signature with a bit changed',
      { ...proof, signed: { ...signed, signature: flipped(signed.signature) } },
    ],
    ['other flags than were signed', { ...proof, flags: 7 }],
    ['another key', { ...proof, signed: { ...signed, spki: flipped(signed.spki, 90) } }],
    ['no key', { ...proof, signed: null }],
    ['another nonce', { ...proof, nonce: flipped(nonce) }],
  ])('%s', async (_, changed) => {
    await expect(checkProof(changed, nonce, pin)).rejects.toMatchObject(refused);
  });

  test('bytes that are no key, even if they are what is pinned', async () => {
    const spki = new Uint8Array(91);
    const hash = await crypto.subtle.digest('SHA-256', spki);
    const pinOfNothing = Buffer.from(hash).toString('base64');
    const outcome = checkProof({ ...proof, signed: { ...signed, spki } }, nonce, pinOfNothing);
    await expect(outcome).rejects.toMatchObject(refused);
  });

  test('a fresh signature of an older answer', async () => {
    await expect(checkProof(proof, flipped(nonce), pin)).rejects.toMatchObject(refused);
  });
});
