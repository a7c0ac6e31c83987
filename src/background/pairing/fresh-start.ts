import browser, { type Permissions } from 'webextension-polyfill';

const REOPEN_KEY = 'reopen-guide';

/**
 * Starts the extension anew when it was just allowed to talk to the helper and the browser does not
 * give this worker the means. Chromium makes `chrome.runtime` once for each worker and page, and
 * leaves `connectNative` out of one that was made before the permission was granted. (Chromium 156;
 * Firefox adds it.) The tunnel cannot be up at that time, and comes back by itself.
 */
export async function startAnewFor(
  added: Permissions.Permissions,
  isGuideOpen: boolean,
): Promise<void> {
  const isAllowed = added.permissions?.includes('nativeMessaging') ?? false;
  const canConnect = typeof browser.runtime.connectNative === 'function';
  if (!isAllowed || canConnect) return;
  // The browser closes the extension's tabs with it.
  if (isGuideOpen) await browser.storage.local.set({ [REOPEN_KEY]: true });
  browser.runtime.reload();
}

/** Whether the guide was open when the extension was started anew; true once. */
export async function wasGuideOpen(): Promise<boolean> {
  const { [REOPEN_KEY]: wasOpen } = await browser.storage.local.get(REOPEN_KEY);
  if (wasOpen) await browser.storage.local.remove(REOPEN_KEY);
  return wasOpen === true;
}
