import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares digests, so that neither content nor length shows in the time it takes. */
export function tokenCheck(expected: string): (token: string) => boolean {
  if (expected === '') return () => true;
  const digest = (token: string) => createHash('sha256').update(token).digest();
  const expectedDigest = digest(expected);
  return (token) => timingSafeEqual(digest(token), expectedDigest);
}
