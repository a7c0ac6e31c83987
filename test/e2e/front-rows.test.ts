import type { Page } from 'puppeteer-core';
import { expect, test } from 'vitest';
import { launchPlainChromium } from '../screens/browser.ts';
import { startPopupSite } from '../screens/popup-site.ts';
import { SCENES } from '../screens/scenes.ts';
import { Stage } from '../screens/stage.ts';

/** Where each rendered row of the list of fronts begins and ends, in CSS pixels. */
const rowsOf = (page: Page) =>
  page.$$eval('.front', (rows) =>
    rows.map((row) => {
      const { top, bottom } = row.getBoundingClientRect();
      const { height } = (row.querySelector('.front-open') as Element).getBoundingClientRect();
      return { top, bottom, contentPx: height };
    }),
  );

/** What is amiss with the rows, in words. */
async function flawsOfRows(page: Page): Promise<string[]> {
  const rows = await rowsOf(page);
  return rows.flatMap(({ top, bottom, contentPx }, place) => [
    ...(contentPx > bottom - top + 0.5 ? [`row ${place} is higher inside than outside`] : []),
    ...(place > 0 && Math.abs(top - (rows[place - 1]?.bottom ?? 0)) > 0.5
      ? [`row ${place} does not begin where the one before ends`]
      : []),
  ]);
}

test('rows whose lines break stand one below the other, also when the page becomes narrower', async () => {
  await using site = await startPopupSite();
  await using browser = await launchPlainChromium();
  const scene = SCENES.find(({ name }) => name === 'fronts-twelve');
  if (!scene) throw new RangeError('There is no such scene.');
  // In Russian the most lines break.
  const look = { language: 'ru', scheme: 'light', widthPx: 800 } as const;
  const stage = await Stage.open(browser, site.url, scene, look);
  await stage.waitFor('.front');
  const wide = await rowsOf(stage.page);
  expect(await flawsOfRows(stage.page)).toEqual([]);
  await stage.show({ ...look, widthPx: 320 });
  const heightPx = async () => {
    const [first] = await rowsOf(stage.page);
    return first ? first.bottom - first.top : 0;
  };
  const before = wide[0] ? wide[0].bottom - wide[0].top : 0;
  await expect.poll(heightPx, { timeout: 20_000 }).toBeGreaterThan(before);
  await expect.poll(() => flawsOfRows(stage.page), { timeout: 20_000 }).toEqual([]);
});
