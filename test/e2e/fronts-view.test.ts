import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'puppeteer-core';
import { afterEach, expect, test } from 'vitest';
import { FRONTS } from '../../dev/stack/names.ts';
import { clickButton, untilShown } from './popup-driver.ts';
import { type RunningStack, runStack } from './running-stack.ts';

const [ONE, TWO] = FRONTS;

let running: RunningStack;

afterEach(() => running[Symbol.asyncDispose]());

const control = (host: string, name: string) =>
  `::-p-xpath(//li[.//bdi[.="${host}"]]//*[@data-control="${name}"])`;

async function clickControl(page: Page, host: string, name: string): Promise<void> {
  await (await page.waitForSelector(control(host, name)))?.click();
}

async function retype(page: Page, selector: string, text: string): Promise<void> {
  await page.waitForSelector(selector);
  await page.$eval(selector, (field) => (field as HTMLInputElement).select());
  await page.type(selector, text);
}

const storedFronts = async () =>
  (await running.stack.extension.ask({ type: 'get-snapshot' })).profiles[0]?.fronts;

test('fronts are searched, switched off, tested, changed and removed by clicks', async () => {
  running = await runStack();
  const { extension, sightings } = running.stack;
  const { page } = extension;
  await clickButton(page, 'Fronts');
  await untilShown(page, ONE);
  await retype(page, '#front-search', 'two');
  await untilShown(page, '1 of 2 shown');
  expect(await page.$$('.front')).toHaveLength(1);
  await retype(page, '#front-search', 'cdn');

  await clickControl(page, ONE, 'use');
  await untilShown(page, 'switched off');
  await extension.until('on again', ({ kind }) => kind === 'on');
  expect(await storedFronts()).toMatchObject([{ host: ONE, isDisabled: true }, { host: TWO }]);
  const before = sightings.length;

  await clickControl(page, TWO, 'test');
  await untilShown(page, /works, .*\n.*last worked/);
  const origin = await running.stack.browser.newPage();
  await origin.goto(`${running.originUrl}/`);
  await origin.close();
  // Long enough for a spare to be asked, were the other front one.
  await sleep(2_000);
  const names = new Set(sightings.slice(before).map(({ sni }) => sni));
  expect(names).toEqual(new Set([TWO]));

  await page.bringToFront();
  await clickControl(page, ONE, 'open');
  await retype(page, '#front-port', '8443');
  await clickButton(page, 'Save');
  await untilShown(page, `${ONE}:8443`);
  expect(await storedFronts()).toMatchObject([{ host: ONE, port: 8443, isDisabled: true }, {}]);

  await clickControl(page, `${ONE}:8443`, 'open');
  await clickButton(page, 'Remove this front');
  await untilShown(page, 'Remove this front from the profile?');
  await clickButton(page, 'Remove this front');
  await page.waitForSelector('.front-list');
  expect(await storedFronts()).toMatchObject([{ host: TWO }]);
  expect((await extension.ask({ type: 'get-snapshot' })).state.kind).toBe('on');
});
