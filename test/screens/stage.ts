import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'puppeteer-core';
import type { FrontsUpdate } from '../../src/background/fronts/fronts-update.ts';
import type { MessageKey } from '../../src/popup/messages.ts';
import { clickButton, paste } from '../e2e/popup-driver.ts';
import { installFakeExtension } from './fake-extension.ts';
import { type Look, POPUP_WIDTH_PX } from './look.ts';
import type { Scene } from './scene.ts';

const HEIGHT_PX = 600;

type Messages = Record<string, { message: string }>;

/** The popup showing one scene, to be acted on by the names of its strings. */
export class Stage {
  readonly page: Page;
  readonly #messages: Messages;
  readonly #errors: string[];

  private constructor(page: Page, messages: Messages, errors: string[]) {
    this.page = page;
    this.#messages = messages;
    this.#errors = errors;
  }

  /** @param url of the popup, see `popup-site.ts` */
  static async open(browser: Browser, url: string, scene: Scene, look: Look): Promise<Stage> {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    const messages = await messagesOf(look.language);
    const { snapshot, throughput = null, stored = {}, hash = '', tabUrl, report } = scene;
    const isPopup = look.widthPx <= POPUP_WIDTH_PX;
    await page.evaluateOnNewDocument(installFakeExtension, {
      ...{
        messages,
        snapshot,
        throughput,
        stored,
        isPopup,
        tabUrl,
        report,
        fronts: updateOf(scene),
      },
    });
    const stage = new Stage(page, messages, errors);
    await stage.show(look);
    await page.goto(`${url}${hash}`);
    await nextFrame(page);
    await scene.act?.(stage);
    return stage;
  }

  /** The same scene at another width or in another scheme. */
  async show({ widthPx, scheme }: Omit<Look, 'language'>): Promise<void> {
    await this.page.setViewport({ width: widthPx, height: HEIGHT_PX });
    await this.page.emulateMediaFeatures([
      { name: 'prefers-color-scheme', value: scheme },
      // Else a picture shows whatever an animation has come to.
      { name: 'prefers-reduced-motion', value: 'reduce' },
    ]);
  }

  /** Presses the button whose whole text is this string. */
  press(key: MessageKey): Promise<void> {
    return clickButton(this.page, this.#text(key));
  }

  paste(selector: string, text: string): Promise<void> {
    return paste(this.page, selector, text);
  }

  /** Presses the first that matches. */
  async pressAt(selector: string): Promise<void> {
    await (await this.page.waitForSelector(selector))?.click();
  }

  async waitFor(selector: string): Promise<void> {
    await this.page.waitForSelector(selector);
  }

  /** Writes a PNG of the whole page, however high it is. */
  async picture(path: string): Promise<void> {
    const { page } = this;
    const size = await page.evaluate(() => ({
      width: innerWidth,
      height: document.documentElement.scrollHeight,
    }));
    // Chromium's own picture of a full page is askew where the page is written from the right.
    await page.setViewport(size);
    await page.screenshot({ path: path as `${string}.png` });
  }

  /** Writes a small picture of what is seen without scrolling, for pages about it. */
  async smallPicture(path: string, heightPx: number): Promise<void> {
    const { page } = this;
    await page.setViewport({ width: await page.evaluate(() => innerWidth), height: heightPx });
    await page.screenshot({ path: path as `${string}.webp`, type: 'webp', quality: 80 });
  }

  /** What the page threw: a view that broke may still look like one. */
  get errors(): readonly string[] {
    return this.#errors;
  }

  #text(key: MessageKey): string {
    return this.#messages[key]?.message ?? key;
  }
}

async function messagesOf(language: string): Promise<Messages> {
  const file = new URL(`../../public/_locales/${language}/messages.json`, import.meta.url);
  return JSON.parse(await readFile(file, 'utf8'));
}

/** By then the page shows what the background has said. */
async function nextFrame(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
}

function updateOf({ snapshot, fronts }: Scene): FrontsUpdate | null {
  if (!fronts) return null;
  const changed = fronts.map((row, place) => [place, row] as const);
  return { profileId: snapshot?.chosenProfileId ?? null, count: fronts.length, changed };
}
