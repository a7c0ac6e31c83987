import browser from 'webextension-polyfill';

/**
 * Whether private windows go past the tunnel: Firefox shows an add-on nothing of them until the
 * person allows it. Chromium's proxy setting holds in them too.
 */
export async function arePrivateWindowsOutside(): Promise<boolean> {
  const isFirefox = browser.runtime.getURL('').startsWith('moz-extension:');
  return isFirefox && !(await browser.extension.isAllowedIncognitoAccess());
}
