import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchPlainChromium } from '../screens/browser.ts';
import { bringAxe, flawsOf } from '../screens/flaws.ts';
import { type Look, looksAt, SHOWN_LANGUAGES } from '../screens/look.ts';
import { type PopupSite, startPopupSite } from '../screens/popup-site.ts';
import { SCENES } from '../screens/scenes.ts';
import { Stage } from '../screens/stage.ts';

/** The popup, which is also shown as narrow as the narrowest phone; and a tab. */
const WIDTHS_PX = [[360, 320], [800]];

let browser: Browser;
let site: PopupSite;

beforeAll(async () => {
  [browser, site] = await Promise.all([launchPlainChromium(), startPopupSite()]);
});

afterAll(async () => {
  await browser.close();
  await site[Symbol.asyncDispose]();
});

test('no two scenes have one name', () => {
  expect(new Set(SCENES.map(({ name }) => name)).size).toBe(SCENES.length);
});

test('what is wrong is seen: a text that is hard to read, a small button, a page too wide', async () => {
  const [scene] = SCENES;
  if (!scene) throw new RangeError('There is no scene.');
  const look: Look = { language: 'fa', scheme: 'dark', widthPx: 320 };
  const stage = await Stage.open(browser, site.url, scene, look);
  await bringAxe(stage.page);
  await stage.page.evaluate(() => {
    const text = document.createElement('p');
    text.textContent = 'Nobody can read this.';
    text.style.color = 'light-dark(black, #222)';
    text.style.inlineSize = '400px';
    const button = document.createElement('button');
    button.textContent = 'Small';
    document.querySelector('main')?.append(text, button);
  });
  const flaws = await flawsOf(stage.page);
  const seen = ['color-contrast', 'smaller than', 'wider than'];
  for (const flaw of seen) expect(flaws).toContainEqual(expect.stringContaining(flaw));
  expect(flaws).toHaveLength(seen.length);
  await stage.page.close();
});

test.each(SCENES)('nothing is wrong with $name', async (scene) => {
  for (const language of SHOWN_LANGUAGES) {
    for (const widthsPx of WIDTHS_PX) {
      const looks = widthsPx.flatMap(looksAt).filter((look) => look.language === language);
      const [first] = looks;
      if (!first) throw new RangeError('There is no look.');
      const stage = await Stage.open(browser, site.url, scene, first);
      await bringAxe(stage.page);
      for (const look of looks) {
        await stage.show(look);
        expect.soft(await flawsOf(stage.page), JSON.stringify(look)).toEqual([]);
      }
      expect(stage.errors).toEqual([]);
      await stage.page.close();
    }
  }
});
