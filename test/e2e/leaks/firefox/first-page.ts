import type { Browser } from 'puppeteer-core';
import { inFirefox } from './in-firefox.ts';

/** The address in Firefox's first tab, also of a page that did not load. */
export function firstPage(browser: Browser): Promise<unknown> {
  return inFirefox(browser, 'gBrowser.browsers[0].currentURI.spec');
}
