import type { Browser } from 'puppeteer-core';
import { CHROMIUM_EXTENSION_URL } from '../../dev/stack/chromium.ts';

/** Ends Chromium's service worker of the extension, as the browser does when it likes to. */
export async function endWorker(browser: Browser): Promise<void> {
  const target = await browser.waitForTarget(
    (one) => one.type() === 'service_worker' && one.url().startsWith(CHROMIUM_EXTENSION_URL),
  );
  const worker = await target.worker();
  await worker?.close();
}
