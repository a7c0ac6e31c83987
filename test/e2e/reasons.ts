import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { ExtensionPage } from '../../dev/stack/extension-page.ts';
import type { Reason } from '../../src/background/state.ts';

const LIMIT_MS = 20_000;

/** Collects every reason that the extension gives from now on: a short break is soon mended. */
export function watchReasons({ page }: ExtensionPage): Promise<void> {
  return page.evaluate(() => {
    const reasons: string[] = [];
    Object.assign(globalThis, { reasons });
    chrome.runtime.connect({ name: 'snapshots' }).onMessage.addListener(({ state }) => {
      if ('reason' in state) reasons.push(state.reason);
    });
  });
}

/** Waits until the reason has been given. */
export async function untilReason({ page }: ExtensionPage, reason: Reason): Promise<void> {
  const untilMs = Date.now() + LIMIT_MS;
  for (;;) {
    const reasons = await page.evaluate(
      () => (globalThis as unknown as { reasons: string[] }).reasons,
    );
    if (reasons.includes(reason)) return;
    if (Date.now() > untilMs) expect(reasons).toContain(reason);
    await sleep(50);
  }
}
