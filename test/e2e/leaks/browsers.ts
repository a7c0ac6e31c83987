import type { Browser } from 'puppeteer-core';
import { CHROMIUM_EXTENSION_URL, relaunchChromium } from '../../../dev/stack/chromium.ts';
import { FIREFOX_EXTENSION_URL, relaunchFirefox } from '../../../dev/stack/firefox.ts';
import { crashExtension, endWorker } from '../worker.ts';
import { crashFirefoxExtension, endEventPage } from './firefox/event-page.ts';

/** What is done to each browser in its own way. */
export const BROWSERS = {
  chromium: {
    extensionUrl: CHROMIUM_EXTENSION_URL,
    /** Where it looks for the helper, in its home. */
    helperFolder: '.config/chromium/NativeMessagingHosts',
    relaunch: relaunchChromium,
    endWorker,
    crash: (_: Browser, stackFolder: string) => crashExtension(stackFolder),
  },
  firefox: {
    extensionUrl: FIREFOX_EXTENSION_URL,
    helperFolder: '.mozilla/native-messaging-hosts',
    relaunch: relaunchFirefox,
    endWorker: (browser: Browser) => endEventPage(browser),
    crash: (browser: Browser, _: string) => crashFirefoxExtension(browser),
  },
} as const;
