import type { Browser } from 'puppeteer-core';
import { expect } from 'vitest';
import { FIREFOX_EXTENSION_ID } from '../../../../dev/stack/firefox.ts';
import { inFirefox } from './in-firefox.ts';

const EXTENSION = `WebExtensionPolicy.getByID(${JSON.stringify(FIREFOX_EXTENSION_ID)}).extension`;
const UNTIL_STOPPED = { timeout: 60_000, interval: 200 };

/** Ends Firefox's event page of the extension, though it is in use. */
export async function endEventPage(browser: Browser): Promise<void> {
  await inFirefox(browser, `${EXTENSION}.terminateBackground({ disableResetIdleForTest: true })`);
}

/** Resolves when Firefox has stopped it for want of anything to do. */
export async function untilIdle(browser: Browser): Promise<void> {
  await inFirefox(browser, "Services.prefs.setIntPref('extensions.background.idle.timeout', 500)");
  await expect
    .poll(() => inFirefox(browser, `${EXTENSION}.backgroundState`), UNTIL_STOPPED)
    .toBe('stopped');
  await inFirefox(browser, "Services.prefs.clearUserPref('extensions.background.idle.timeout')");
}

/** Kills the process that Firefox runs its extensions in. */
export async function crashFirefoxExtension(browser: Browser): Promise<void> {
  const pid = await inFirefox(
    browser,
    `ChromeUtils.requestProcInfo().then(({ children }) => children.find(({ type }) => type === 'extension').pid)`,
  );
  process.kill(Number(pid), 'SIGKILL');
}
