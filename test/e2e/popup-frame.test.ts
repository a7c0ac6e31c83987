import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import fa from '../../public/_locales/fa/messages.json' with { type: 'json' };
import { HOME } from '../popup/snapshots.ts';
import { launchWithExtension } from '../screens/browser.ts';
import type { Look } from '../screens/look.ts';
import { startPopupSite } from '../screens/popup-site.ts';
import { extensionWorker, openInTab, openRealPopup } from '../screens/real-popup.ts';
import { KEPT } from '../screens/scenes/tunnel.ts';
import { Stage } from '../screens/stage.ts';
import { untilShown } from './popup-driver.ts';
import { endWorker } from './worker.ts';

let browser: Browser;
let tab: Page;

beforeAll(async () => {
  browser = await launchWithExtension();
  await extensionWorker(browser);
  tab = await openInTab(browser, '#settings');
});

afterAll(() => browser.close());

/** What the toolbar says. */
const toolbar = () =>
  tab.evaluate(async () => [
    await chrome.action.getBadgeText({}),
    await chrome.action.getTitle({}),
  ]);

const untilToolbar = (words: string[]) => expect.poll(toolbar, { timeout: 20_000 }).toEqual(words);

test('the popup is live, from a worker that had ended, too', async () => {
  for (const isRunning of [true, false]) {
    if (!isRunning) await endWorker(browser);
    const popup = await openRealPopup(browser, tab);
    await popup.waitForSelector('main[aria-busy=false] .first-step');
    expect(await popup.evaluate(() => document.documentElement.dataset.place)).toBe('popup');
    await popup.close();
  }
});

test('it shows what it showed last while the background says nothing, and lets nothing be done', async () => {
  await using site = await startPopupSite();
  const look: Look = { language: 'en', scheme: 'light', widthPx: 360 };
  const { page } = await Stage.open(browser, site.url, KEPT, look);
  await page.waitForSelector('main[aria-busy=true] [inert] .status[data-state=on]');
  await untilShown(page, 'Updating');
  await page.close();
});

test('what it showed last is kept in memory, and no secret of it', async () => {
  await tab.evaluate(
    async (profile) => {
      await chrome.runtime.sendMessage({ type: 'save-profile', profile });
    },
    { ...HOME, id: null, token: 'the-token-of-the-server' },
  );
  const kept = () => tab.evaluate(async () => JSON.stringify(await chrome.storage.session.get()));
  await expect.poll(kept, { timeout: 20_000 }).toContain('"name":"Home"');
  expect(await kept()).not.toContain('the-token');
});

test('the toolbar says what failed, and in the language that is chosen', async () => {
  await tab.evaluate(() => chrome.runtime.sendMessage({ type: 'switch-on' }));
  await untilToolbar(['×', 'Frontage: Stopped. Problem in the browser']);
  await tab.select('#language', 'fa');
  await untilShown(tab, fa.view_settings.message);
  expect(await tab.evaluate(() => document.documentElement.dir)).toBe('rtl');
  const stopped = `Frontage: ${fa.state_failed.message}. ${fa.layer_browser.message}`;
  await untilToolbar(['×', stopped]);
  await tab.evaluate(() => chrome.runtime.sendMessage({ type: 'switch-off' }));
  await untilToolbar(['', `Frontage: ${fa.state_off.message}`]);
});

test('a tab opens at the view that its hash names, in that language, and goes back', async () => {
  const page = await openInTab(browser, '#fronts');
  await untilShown(page, fa.import_open.message);
  await page.evaluate(() => {
    location.hash = '#helper';
  });
  await untilShown(page, fa.helper_set_up.message);
  expect(await page.title()).toBe(`${fa.view_helper.message} – Frontage`);
  await page.goBack();
  await untilShown(page, fa.import_open.message);
  await page.close();
});

test('the commands have no key until the person gives them one', async () => {
  const commands = await tab.evaluate(() => chrome.commands.getAll());
  const keys = Object.fromEntries(commands.map(({ name, shortcut }) => [name, shortcut]));
  expect(keys).toEqual({ _execute_action: '', 'toggle-tunnel': '' });
});
