import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'puppeteer-core';
import { SCENES } from './scenes.ts';
import { Stage } from './stage.ts';

const FOLDER = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url));

/** The scenes that the README shows, and how much of each. */
const SHOWN = [
  { scene: 'guide-link', widthPx: 680, heightPx: 760 },
  { scene: 'guide-waiting', widthPx: 680, heightPx: 760 },
  { scene: 'tunnel-on', widthPx: 360, heightPx: 600 },
  { scene: 'fronts-twelve', widthPx: 360, heightPx: 600 },
] as const;

/** @param url of the popup, see `popup-site.ts` */
export async function pictureForDocs(browser: Browser, url: string): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  for (const { scene: name, widthPx, heightPx } of SHOWN) {
    const scene = SCENES.find((each) => each.name === name);
    if (!scene) throw new RangeError(`There is no scene “${name}”.`);
    const look = { language: 'en', scheme: 'light', widthPx } as const;
    const stage = await Stage.open(browser, url, scene, look);
    await stage.smallPicture(join(FOLDER, `${name}.webp`), heightPx);
    await stage.page.close();
  }
}
