import browser from 'webextension-polyfill';
import { isHostName, isIpAddress } from '../../meek/fronts/host-name.ts';

/**
 * The host of the page that the person looks at; null where there is none, or the browser does not
 * tell: it does while the popup is open that the person opened there.
 */
export async function activeTabHost(): Promise<string | null> {
  try {
    const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
    const url = URL.parse(tab?.url ?? '');
    const host = url && /^https?:$/.test(url.protocol) ? url.hostname : '';
    return isHostName(host) || isIpAddress(host) ? host : null;
  } catch {
    return null;
  }
}
