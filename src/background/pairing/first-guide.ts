import browser from 'webextension-polyfill';
import { wasGuideOpen } from './fresh-start.ts';
import { HELPER_PERMISSION } from './helper-permission.ts';

const GUIDE_PATH = 'src/popup/index.html#setup';

/**
 * Opens the guide when the extension is new to this browser, and may not talk to a helper yet; and
 * again when the extension was started anew under it.
 */
export function openGuideWhenDue(): void {
  browser.runtime.onInstalled.addListener(({ reason }) => {
    if (reason === 'install') void openUnlessPermitted().catch(() => {});
  });
  void reopen().catch(() => {});
}

async function openUnlessPermitted(): Promise<void> {
  if (!(await browser.permissions.contains(HELPER_PERMISSION))) await open();
}

async function reopen(): Promise<void> {
  if (await wasGuideOpen()) await open();
}

async function open(): Promise<void> {
  await browser.tabs.create({ url: browser.runtime.getURL(GUIDE_PATH) });
}
