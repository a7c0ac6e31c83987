import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'puppeteer-core';
import type { VirtualDisplay } from '../../../dev/stack/virtual-display.ts';
import { clickButton } from '../popup-driver.ts';

/** From a click to the browser's question, and from a key to what it does. */
const QUESTION_MS = 2_000;
const ANSWER_MS = 1_500;
const ATTEMPTS = 5;

/** Clicks, pastes and looks, and counts the clicks, those in the browser's own questions too. */
export class Person {
  readonly #folder: string;
  readonly #display: VirtualDisplay;
  readonly #keysOfYes: readonly string[];
  readonly clicks: string[] = [];
  /** What they clicked and saw, in turn. */
  readonly done: string[] = [];
  #pictures = 0;

  /**
   * @param folder for what they see
   * @param display that the browser is on
   * @param keysOfYes that answer its questions
   */
  constructor(folder: string, display: VirtualDisplay, keysOfYes: readonly string[]) {
    this.#folder = folder;
    this.#display = display;
    this.#keysOfYes = keysOfYes;
  }

  async clickButton(page: Page, name: string): Promise<void> {
    this.#click(name);
    await page.bringToFront();
    await clickButton(page, name);
  }

  /** Clicks into a field and presses what pastes. */
  async pasteInto(page: Page, selector: string): Promise<void> {
    this.#click(selector);
    await page.bringToFront();
    const field = await page.waitForSelector(selector);
    await field?.click();
    await page.keyboard.down('Control');
    await page.keyboard.press('v', { commands: ['Paste'] });
    await page.keyboard.up('Control');
  }

  /** Says yes to the browser's question. @param isAnswered tells that it was taken */
  async sayYes(isAnswered: () => Promise<boolean>): Promise<void> {
    this.#click('the browser’s yes');
    // Nothing tells when the question takes keys.
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      await sleep(QUESTION_MS);
      await this.picture('question');
      await this.#display.press(...this.#keysOfYes);
      await sleep(ANSWER_MS);
      if (await isAnswered()) return;
    }
  }

  /** Keeps what the page shows. */
  async see(page: Page, what: string): Promise<void> {
    const path = await this.#nextPath(what);
    this.done.push(`saw “${what}”`);
    await page.screenshot({ path: path as `${string}.png`, fullPage: true });
  }

  async picture(what: string): Promise<void> {
    await this.#display.picture(await this.#nextPath(what));
  }

  #click(what: string): void {
    this.clicks.push(what);
    this.done.push(`clicked “${what}”`);
  }

  async #nextPath(what: string): Promise<string> {
    await mkdir(this.#folder, { recursive: true });
    this.#pictures += 1;
    return join(this.#folder, `${this.#pictures}-${what}.png`);
  }
}
