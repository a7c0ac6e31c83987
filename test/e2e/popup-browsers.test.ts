import type { Page } from 'puppeteer-core';
import { afterEach, describe, expect, test } from 'vitest';
import { type LocalStack, startLocalStack } from '../../dev/stack/local-stack.ts';
import { ensureSystemPackages } from '../../dev/system-packages.ts';
import { MAIN_VIEWS } from '../../src/popup/views/view.ts';
import { untilShown } from './popup-driver.ts';

let stack: LocalStack;

afterEach(() => stack[Symbol.asyncDispose]());

/** Something of each view that comes from the background. */
const WORDS = {
  tunnel: 'Local proxy',
  fronts: 'Test all',
  helper: 'Version',
  settings: 'In use now',
};

/** Controls that a screen reader has no name for. */
const unnamed = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('button, input, select, textarea, summary')]
      .filter((control) => {
        const labels = [...((control as HTMLInputElement).labels ?? [])];
        const texts = [control, ...labels].map(({ textContent }) => textContent?.trim());
        return !control.getAttribute('aria-label') && texts.every((text) => !text);
      })
      .map(({ outerHTML }) => outerHTML),
  );

/** What the toolbar says, beside “Frontage: ”. */
const toolbar = () =>
  stack.extension.page.evaluate(async () => [
    await chrome.action.getBadgeText({}),
    await chrome.action.getTitle({}),
  ]);

const untilToolbar = (words: string[]) => expect.poll(toolbar, { timeout: 20_000 }).toEqual(words);

describe.each(['chromium', 'firefox'] as const)('in %s', (browser) => {
  test('the toolbar says off, on and failed, every view is whole, and no command has a key', async () => {
    await ensureSystemPackages([browser, 'certutil']);
    stack = await startLocalStack({ browser });
    const { extension } = stack;
    const { page } = extension;
    const errors: string[] = [];
    page.on('console', (line) => line.type() === 'error' && errors.push(line.text()));
    page.on('pageerror', (error) => errors.push(String(error)));

    await untilToolbar(['', 'Frontage: Off']);
    const { profiles } = await extension.saveProfile(stack.profile);
    await extension.switchOn();
    await untilToolbar(['✓', 'Frontage: On']);
    for (const view of MAIN_VIEWS) {
      await page.evaluate((hash) => {
        location.hash = hash;
      }, view);
      await untilShown(page, WORDS[view]);
      expect(await unnamed(page)).toEqual([]);
    }
    await extension.ask({ type: 'switch-off' });

    const id = profiles[0]?.id ?? null;
    await extension.saveProfile({ ...stack.profile, id, token: 'another' });
    await extension.ask({ type: 'switch-on' });
    await untilToolbar(['×', 'Frontage: Stopped. Problem with the server']);

    const commands = await page.evaluate(() => chrome.commands.getAll());
    const keys = Object.fromEntries(commands.map(({ name, shortcut }) => [name, shortcut]));
    expect(keys).toEqual({ _execute_action: '', 'toggle-tunnel': '' });
    expect(errors).toEqual([]);
  });
});
