import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchPlainChromium } from '../screens/browser.ts';
import { bringAxe, flawsOf, flawsOfSize } from '../screens/flaws.ts';
import { type Look, POPUP_WIDTH_PX, SCHEMES, SHOWN_LANGUAGES } from '../screens/look.ts';
import { type PopupSite, startPopupSite } from '../screens/popup-site.ts';
import type { Scene } from '../screens/scene.ts';
import { SCENES } from '../screens/scenes.ts';
import { Stage } from '../screens/stage.ts';

/** Of the narrowest phone, and of a tab. In CSS pixels. */
const NARROWEST_PX = 320;
const TAB_PX = 800;

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

test('what is wrong is seen: a text that is hard to read, a small button and its namesake, a page too wide', async () => {
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
    const namesake = document.createElement('button');
    namesake.textContent = 'Small';
    namesake.style.padding = '30px';
    document.querySelector('main')?.append(text, button, namesake);
  });
  const flaws = await flawsOf(stage.page);
  const seen = ['color-contrast', 'the name of several', 'smaller than', 'wider than'];
  for (const flaw of seen) expect(flaws).toContainEqual(expect.stringContaining(flaw));
  expect(flaws).toHaveLength(seen.length);
  await stage.page.close();
});

test.each(SCENES)('nothing is wrong with $name', async (scene) => {
  for (const language of SHOWN_LANGUAGES) {
    await lookAt(scene, { language, widthPx: POPUP_WIDTH_PX }, SCHEMES);
  }
  // What a tab has besides, in the language and the scheme that are the less looked at by people.
  await lookAt(scene, { language: 'fa', widthPx: TAB_PX }, ['dark']);
});

/** One page is looked at in each scheme, and then made as narrow as it may become. */
async function lookAt(
  scene: Scene,
  { language, widthPx }: Omit<Look, 'scheme'>,
  schemes: readonly Look['scheme'][],
): Promise<void> {
  const [scheme = 'light'] = schemes;
  const stage = await Stage.open(browser, site.url, scene, { language, widthPx, scheme });
  await bringAxe(stage.page);
  for (const scheme of schemes) {
    await stage.show({ scheme, widthPx });
    expect.soft(await flawsOf(stage.page), `${language} ${scheme} ${widthPx}`).toEqual([]);
  }
  await stage.show({ scheme, widthPx: NARROWEST_PX });
  expect.soft(await flawsOfSize(stage.page), `${language} ${NARROWEST_PX}`).toEqual([]);
  expect(stage.errors).toEqual([]);
  await stage.page.close();
}
