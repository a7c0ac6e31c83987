import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page, WebWorker } from 'puppeteer-core';
import { CHROMIUM_EXTENSION_URL } from '../../dev/stack/chromium.ts';

const POLL_MS = 50;
const POPUP_URL = `${CHROMIUM_EXTENSION_URL}src/popup/index.html`;

/** The extension's worker, started and with its API in place. */
export async function extensionWorker(browser: Browser): Promise<WebWorker> {
  const target = await browser.waitForTarget(
    (one) => one.type() === 'service_worker' && one.url().startsWith(CHROMIUM_EXTENSION_URL),
  );
  const worker = await target.worker();
  if (!worker) throw new RangeError('The extension has no worker.');
  while (!(await worker.evaluate(() => typeof chrome?.action?.openPopup === 'function'))) {
    await sleep(POLL_MS);
  }
  return worker;
}

/** Opens the browser's own popup from a page that stays: that works without the worker, too. */
export async function openRealPopup(browser: Browser, opener: Page): Promise<Page> {
  const opening = browser.waitForTarget((target) => target.url() === POPUP_URL);
  await opener.evaluate(() => chrome.action.openPopup());
  return (await opening).asPage();
}

/** A page of the extension that does nothing, and so takes no time from another. */
export async function openBarePage(browser: Browser): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(`${CHROMIUM_EXTENSION_URL}manifest.json`);
  return page;
}

/** The popup's page in a tab, at a view. */
export async function openInTab(browser: Browser, hash: string): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(`${POPUP_URL}${hash}`);
  return page;
}
