/**
 * `npm run screenshots [-- --only NAME] [--language TAG] [--width PX] [--to FOLDER]`: a picture of
 * every scene, in both schemes, and in that language or in both directions. `-- --docs` makes those
 * that the README shows, and no others.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { LANGUAGES } from '../../src/language/languages.ts';
import { launchPlainChromium } from './browser.ts';
import { pictureForDocs } from './docs-pictures.ts';
import { looksAt, SHOWN_LANGUAGES } from './look.ts';
import { startPopupSite } from './popup-site.ts';
import { SCENES } from './scenes.ts';
import { Stage } from './stage.ts';

const { values } = parseArgs({
  options: {
    /** Of the scenes whose names begin so. */
    only: { type: 'string', default: '' },
    language: { type: 'string' },
    width: { type: 'string', default: '360' },
    to: { type: 'string', default: 'screenshots' },
    docs: { type: 'boolean', default: false },
  },
});

await using site = await startPopupSite();
await using browser = await launchPlainChromium();
if (values.docs) await pictureForDocs(browser, site.url);
else await pictureAll();

async function pictureAll(): Promise<void> {
  const languages = values.language
    ? [v.parse(v.picklist(LANGUAGES), values.language)]
    : SHOWN_LANGUAGES;
  await mkdir(values.to, { recursive: true });
  for (const scene of SCENES.filter(({ name }) => name.startsWith(values.only))) {
    for (const look of looksAt(Number(values.width), languages)) {
      const stage = await Stage.open(browser, site.url, scene, look);
      const name = [scene.name, look.language, look.scheme, values.width].join('.');
      await stage.picture(join(values.to, `${name}.png`));
      await stage.page.close();
      for (const error of stage.errors) console.error(`${name}: ${error}`);
      if (stage.errors.length > 0) process.exitCode = 1;
    }
    console.log(scene.name);
  }
}
