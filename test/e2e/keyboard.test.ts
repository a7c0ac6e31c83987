import { afterEach, expect, test } from 'vitest';
import { type LocalStack, startLocalStack } from '../../dev/stack/local-stack.ts';
import { ensureSystemPackages } from '../../dev/system-packages.ts';
import { exportLink } from '../../src/meek/fronts/export/link.ts';
import { focused, tabTo } from './keyboard-driver.ts';
import { untilShown } from './popup-driver.ts';

let stack: LocalStack;

afterEach(() => stack[Symbol.asyncDispose]());

test('from a link to a tunnel, its fronts and the settings without a pointer', async () => {
  await ensureSystemPackages(['chromium', 'certutil']);
  stack = await startLocalStack();
  const { page } = stack.extension;
  const { id, ...profile } = stack.profile;
  const link = await exportLink(profile, { withSecrets: true });
  await page.setViewport({ width: 360, height: 600 });
  const press = (key: 'Enter' | 'Space' | 'ArrowDown') => page.keyboard.press(key);
  await page.waitForSelector('.first-step');

  await tabTo(page, 'Paste a connection link');
  await press('Enter');
  await page.waitForSelector('#import-text:focus');
  await page.keyboard.sendCharacter(link.text);
  await tabTo(page, 'Preview');
  await press('Enter');
  await untilShown(page, /New: \d/);
  await tabTo(page, 'Save');
  await press('Enter');
  await page.waitForSelector('main:focus .status');

  await tabTo(page, 'Use the tunnel', 'back');
  await press('Space');
  await stack.extension.until('on', ({ kind }) => kind === 'on');
  expect(await focused(page)).toMatchObject({ name: 'Use the tunnel', isSeen: true });

  await tabTo(page, 'Fronts');
  await press('Enter');
  await page.waitForSelector('main:focus .front');
  await page.waitForSelector('.front[data-place="1"]');
  await tabTo(page, 'Show');
  await page.keyboard.press('Tab');
  const place = () =>
    page.evaluate(() => document.activeElement?.closest<HTMLElement>('.front')?.dataset.place);
  expect(await place()).toBe('0');
  await press('ArrowDown');
  expect(await place()).toBe('1');
  expect(await focused(page)).toMatchObject({ isControl: true, isSeen: true });

  await tabTo(page, 'Settings', 'back');
  await press('Enter');
  await page.waitForSelector('main:focus .settings');
  await tabTo(page, 'All sites go through the tunnel, except those in the list');
  await press('ArrowDown');
  await untilShown(page, 'While the list is empty, all sites go through the tunnel.');
  expect(await focused(page)).toMatchObject({
    name: 'Only the sites in the list go through the tunnel',
    isSeen: true,
  });
});
