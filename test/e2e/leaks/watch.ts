import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'puppeteer-core';
import { PAGE_PORT, tryEverything } from './attempts.ts';
import type { Sight, WatchedNetwork } from './watched-network.ts';

/** What is sent without anybody waiting for an answer has left by then. */
const REST_MS = 1_000;
const QUIET_LIMIT_MS = 20_000;

export interface Seen {
  readonly sights: readonly Sight[];
  /** Packets that left, but for those to the local network alone. */
  readonly packets: number;
}

/** What leaves while something is done, and a little longer. */
export async function watch(network: WatchedNetwork, act: () => Promise<unknown>): Promise<Seen> {
  const sightsBefore = network.sights.length;
  const packetsBefore = await network.packetsOut();
  await act();
  await sleep(REST_MS);
  const packets = (await network.packetsOut()) - packetsBefore;
  const sights = network.sights.slice(sightsBefore);
  // Chromium tells the local network a random name for each page with WebRTC (RFC 6762).
  const toLocalNetwork = sights.filter(({ kind }) => kind === 'local');
  return {
    sights: sights.filter(({ kind }) => kind !== 'local'),
    packets: packets - toLocalNetwork.length,
  };
}

/** Waits until what began before has come to an end. */
export async function untilQuiet(network: WatchedNetwork): Promise<void> {
  const untilMs = Date.now() + QUIET_LIMIT_MS;
  while ((await watch(network, async () => {})).packets > 0) {
    if (Date.now() > untilMs) throw new RangeError('Packets keep leaving.');
  }
}

/** A page that tries to reach the world in every way that pages have. */
export async function tryAsPage(browser: Browser, tag: string): Promise<void> {
  const page = await browser.newPage();
  await page.setContent('<html><head></head><body></body></html>');
  await page.evaluate(tryEverything, tag, PAGE_PORT);
  await page.close();
}
