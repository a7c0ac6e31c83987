import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { afterEach, describe, expect, onTestFailed, test, vi } from 'vitest';
import { ORIGIN_TEXT } from '../../dev/origin.ts';
import { buildSingleFile } from '../../dev/packages/single-file.ts';
import { privateEnvironment } from '../../dev/stack/browser-options.ts';
import { type BrowserName, type LocalStack, startLocalStack } from '../../dev/stack/local-stack.ts';
import { ORIGIN_HOST } from '../../dev/stack/names.ts';
import { startVirtualDisplay, type VirtualDisplay } from '../../dev/stack/virtual-display.ts';
import { ensureSystemPackages } from '../../dev/system-packages.ts';
import en from '../../public/_locales/en/messages.json' with { type: 'json' };
import { exportLink } from '../../src/meek/fronts/export/link.ts';
import { runInTerminal } from '../helper/in-terminal.ts';
import { copyFromPage } from './journey/copy-from-page.ts';
import { Person } from './journey/person.ts';
import { untilShown } from './popup-driver.ts';

/** What a first connection may take, with the browser's own questions. */
const MOST_CLICKS = 5;
/** A browser that draws for a screen, on a machine that is short of time. */
const LIMIT_MS = 300_000;
/** By then the extension has opened its tab, or does not. */
const TAB_LIMIT_MS = 10_000;
const DOWN = '\x1b[B';
/** In the browser's question; the focus is on its “no”. */
const KEYS_OF_YES = { chromium: ['Tab', 'Return'], firefox: ['alt+a'] };
/** In the checklist of a computer with both browsers. */
const KEYS_TO_TICK = { chromium: [' ', '\r'], firefox: [DOWN, ' ', '\r'] };
/** Where the screens are kept; ignored by git. */
const SCREENS = join(import.meta.dirname, '..', '..', 'screenshots', 'first-connection');

let display: VirtualDisplay | null = null;
let stack: LocalStack | null = null;

afterEach(async () => {
  await stack?.[Symbol.asyncDispose]();
  await display?.[Symbol.asyncDispose]();
  [stack, display] = [null, null];
});

/** A browser with the extension as it ships, and neither profile nor helper. */
async function startFresh(browser: BrowserName, on: VirtualDisplay): Promise<LocalStack> {
  return startLocalStack({
    ...{ browser, headless: false, environment: { DISPLAY: on.name } },
    // Else the stack has Firefox answer for itself.
    firefoxPrefs: { 'extensions.webextOptionalPermissionPrompts': true },
    asksForPermissions: true,
    helperFile: null,
  });
}

/** The link that somebody sent. */
async function linkTo({ profile: { id, ...profile } }: LocalStack): Promise<string> {
  return (await exportLink(profile, { withSecrets: true })).text;
}

/** The guide, which opens by itself when the extension is new, and again when that is started anew. */
async function guideOf({ browser, extension }: LocalStack, name: BrowserName): Promise<Page> {
  if (name === 'firefox') {
    await untilGuideHasOpened(extension.page);
    await extension.page.evaluate(() => {
      location.hash = 'setup';
    });
    return extension.page;
  }
  const target = await browser.waitForTarget((one) => one.url().endsWith('#setup'));
  return target.asPage();
}

/**
 * The driver is not told of the tab that the extension opens in Firefox, and works in one of its own.
 * If that other tab came later it would hide this one, and nothing can be clicked in a hidden one.
 */
async function untilGuideHasOpened(page: Page): Promise<void> {
  const tabs = () => page.evaluate(() => chrome.extension.getViews({ type: 'tab' }).length);
  await vi.waitUntil(async () => (await tabs()) > 1, { timeout: TAB_LIMIT_MS }).catch(() => {});
}

/** Does what the guide says, where the downloaded file lies. */
async function installHelper(guide: Page, from: LocalStack, name: BrowserName): Promise<void> {
  const [file = '', line = ''] = await guide
    .$$eval('.guide-steps code', (codes) => codes.map(({ textContent }) => textContent ?? ''))
    .then((texts) => [texts[0], texts.at(-1)]);
  const cwd = join(from.browserOptions.home, 'Downloads');
  await mkdir(cwd, { recursive: true });
  await buildSingleFile(join(cwd, file));
  await chmod(join(cwd, file), 0o644);
  const env = privateEnvironment(from.browserOptions);
  const { screen, code } = await runInTerminal(line, { env, cwd, keys: KEYS_TO_TICK[name] });
  expect(code, screen).toBe(0);
}

const granted = (page: Page) => async () => {
  try {
    return await page.evaluate(() =>
      chrome.permissions.contains({ permissions: ['nativeMessaging'] }),
    );
  } catch {
    // Chromium has started the extension anew, and closed its pages.
    return true;
  }
};

describe.each(['chromium', 'firefox'] as const)('in %s', (name) => {
  test(
    'a link leads to an open page in less than six clicks',
    async () => {
      await ensureSystemPackages([name, 'certutil', 'Xvfb', 'xdotool']);
      display = await startVirtualDisplay();
      stack = await startFresh(name, display);
      const person = new Person(join(SCREENS, name), display, KEYS_OF_YES[name]);
      onTestFailed(() => console.error(`Done until then: ${person.done.join(', ')}`));
      let guide = await guideOf(stack, name);
      await untilShown(guide, en.guide_title.message);
      await person.see(guide, 'guide');

      await copyFromPage(stack.browser, await linkTo(stack));
      await person.pasteInto(guide, '#import-text');
      await untilShown(guide, 'New: 2');
      await person.see(guide, 'pasted');
      await person.clickButton(guide, en.save.message);
      await person.sayYes(granted(guide));
      guide = await guideOf(stack, name);
      await untilShown(guide, en.guide_waiting.message);
      await person.see(guide, 'allowed');

      await person.clickButton(guide, en.copy.message);
      await installHelper(guide, stack, name);
      await untilShown(guide, en.helper_ready.message);
      await person.see(guide, 'helper-ready');
      await person.clickButton(guide, en.left_off_on.message);
      await untilShown(guide, en.status_on.message);
      await person.see(guide, 'on');

      const page = await stack.browser.newPage();
      await page.goto(`http://${ORIGIN_HOST}:${stack.origin.port}/`);
      expect(await page.content()).toContain(ORIGIN_TEXT);
      expect(stack.servedPorts.size).toBeGreaterThan(0);
      await person.see(page, 'page');
      await person.picture('window');
      expect(person.clicks.length, person.clicks.join(', ')).toBeLessThanOrEqual(MOST_CLICKS);
    },
    LIMIT_MS,
  );
});
