import { expect } from 'vitest';
import type { BrowserName } from '../../../dev/stack/local-stack.ts';
import { namesOf } from './attempts.ts';
import type { Seen } from './watch.ts';

export const NOTHING: Seen = { sights: [], packets: 0 };

export function namesSeen({ sights }: Seen): string[] {
  return sights.flatMap(({ kind, what }) => (kind === 'dns' ? [what] : []));
}

/**
 * What pages have sent. A browser has things of its own to say, which no extension can keep it from:
 * Chromium at its start, Firefox too, and when what it began while it was let go has failed.
 */
export function ofPages({ sights }: Seen): Seen['sights'] {
  return sights.filter(({ kind, what }) => kind === 'udp' || /\.example|8081|3478/.test(what));
}

/** Once there was no helper, what Firefox began then for itself goes on by itself for a while. */
export function expectNothing(seen: Seen, browser: BrowserName): void {
  if (browser === 'firefox') expect(ofPages(seen)).toEqual([]);
  else expect(seen).toEqual(NOTHING);
}

export function expectAllSeen(seen: Seen, tag: string, browser: BrowserName): void {
  // Firefox looks up nothing ahead for a page without an address.
  const names = namesOf(tag).filter((one) => browser === 'chromium' || !one.startsWith('prefetch'));
  expect(namesSeen(seen)).toEqual(expect.arrayContaining(names));
  const whats = seen.sights.map(({ what }) => what).join('\n');
  for (const sign of [
    '203.0.113.1 8081',
    '2001:db8:5::5 8081',
    '203.0.113.10 3478',
    '3478: 0001',
  ]) {
    expect(whats).toContain(sign);
  }
}
