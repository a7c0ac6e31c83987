import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'puppeteer-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CHROMIUM_EXTENSION_URL } from '../../dev/stack/chromium.ts';
import { ExtensionPage } from '../../dev/stack/extension-page.ts';
import { type BrowserName, type LocalStack, startLocalStack } from '../../dev/stack/local-stack.ts';
import { startVirtualDisplay, type VirtualDisplay } from '../../dev/stack/virtual-display.ts';
import { ensureSystemPackages } from '../../dev/system-packages.ts';
import en from '../../public/_locales/en/messages.json' with { type: 'json' };
import type { Reason } from '../../src/background/state.ts';
import { socksCurl } from './curl.ts';
import { clickButton, untilShown } from './popup-driver.ts';
import { proxyPortOf } from './running-stack.ts';

/** From the click to the browser's question, and from a key to what it does. */
const QUESTION_MS = 2_000;
const ANSWER_MS = 1_000;
const ATTEMPTS = 5;

let display: VirtualDisplay | null;
let stack: LocalStack;
let extension: ExtensionPage;

async function start(browser: BrowserName): Promise<void> {
  await ensureSystemPackages([browser, 'certutil', 'curl', 'Xvfb', 'xdotool']);
  // Firefox is told to answer for itself; Chromium's question is answered by keys.
  display = browser === 'chromium' ? await startVirtualDisplay() : null;
  const headless = display === null;
  stack = await startLocalStack({
    ...{ browser, headless },
    ...(display && { environment: { DISPLAY: display.name } }),
    asksForPermissions: true,
  });
  extension = stack.extension;
  // It opens when the extension is new, before the other tabs, and those could not be clicked.
  if (browser === 'chromium') await (await openedGuide()).close();
}

beforeEach(() => {
  display = null;
});
afterEach(async () => {
  await stack?.[Symbol.asyncDispose]();
  await display?.[Symbol.asyncDispose]();
});

/**
 * Clicks “Allow”, and answers the browser's question with yes. Nothing tells when that takes keys;
 * one that came too early, or was taken for a no, is made good by asking again.
 */
async function allow(): Promise<void> {
  const { page } = extension;
  await page.bringToFront();
  const before = await granted();
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    await clickButton(page, en.allow.message);
    if (display === null) return;
    await sleep(QUESTION_MS);
    // The focus is on its “no”.
    await display.press('Tab', 'Return');
    await sleep(ANSWER_MS);
    if ((await granted()) !== before) return;
  }
}

/** Chromium starts the extension anew for the helper's permission, and closes its tabs. */
const granted = () =>
  extension.page
    .evaluate(async () => JSON.stringify(await chrome.permissions.getAll()))
    .catch(() => 'closed');

/** As a person opens the popup again, which went with the extension. */
async function reopen(browser: BrowserName): Promise<void> {
  if (browser !== 'chromium') return;
  extension = await ExtensionPage.open(stack.browser, CHROMIUM_EXTENSION_URL);
}

/** The guide that opened by itself. */
async function openedGuide(): Promise<Page> {
  const target = await stack.browser.waitForTarget((one) => one.url().endsWith('#setup'));
  return (await target.page()) as Page;
}

const untilFailed = (reason: Reason) =>
  extension.until(reason, (state) => state.kind === 'failed' && state.reason === reason);

const takeBack = (what: 'permissions' | 'origins') =>
  extension.page.evaluate(async (key) => {
    const { permissions = [], origins = [] } = await chrome.permissions.getAll();
    const helper = permissions.filter((each) => each === 'nativeMessaging');
    await chrome.permissions.remove(key === 'origins' ? { origins } : { permissions: helper });
  }, what);

describe.each(['chromium', 'firefox'] as const)('in %s', (browser) => {
  test('what the tunnel needs is asked for at a click, one after the other, and can be taken back', async () => {
    await start(browser);
    const { profile, sightings } = stack;
    await extension.saveProfile(profile);
    await extension.ask({ type: 'switch-on' });

    await untilShown(extension.page, en.reason_permission_missing.message);
    await allow();
    await untilShown(extension.page, en.reason_helper_permission_missing.message);
    await allow();
    await reopen(browser);
    const snapshot = await extension.until('on', ({ kind }) => kind === 'on');
    const port = proxyPortOf(snapshot);
    const url = `http://origin.example:${stack.origin.port}/`;
    expect((await socksCurl(port, url)).exitCode).toBe(0);

    await takeBack('permissions');
    await untilFailed('helper-permission-missing');
    await untilShown(extension.page, en.reason_helper_permission_missing.message);
    expect((await socksCurl(port, url)).exitCode).not.toBe(0);
    await allow();
    await extension.until('on again', ({ kind }) => kind === 'on');

    await takeBack('origins');
    await untilFailed('permission-missing');
    await untilShown(extension.page, en.reason_permission_missing.message);
    const seen = sightings.length;
    expect((await socksCurl(port, url)).exitCode).not.toBe(0);
    expect(sightings.length).toBe(seen);
  });

  test('the guide leads to a helper that answers, and turns green without a click', async () => {
    await start(browser);
    const { page } = extension;
    await page.evaluate(() => {
      location.hash = 'setup';
    });
    await untilShown(page, en.guide_title.message);
    await untilShown(page, en.guide_waiting.message);
    await allow();
    const guide = browser === 'chromium' ? await openedGuide() : page;
    await untilShown(guide, en.helper_ready.message);
  });
});
