import browser from 'webextension-polyfill';
import type { View } from '../views/view.ts';

/** Whether this page is the browser's popup, which closes when it loses the focus; else a tab. */
export function isPopup(): boolean {
  return browser.extension.getViews({ type: 'popup' }).includes(window);
}

/** Shows a view in a tab, which stays and is wider. */
export async function openInTab(view: View): Promise<void> {
  await browser.tabs.create({ url: browser.runtime.getURL(`src/popup/index.html#${view}`) });
  window.close();
}
