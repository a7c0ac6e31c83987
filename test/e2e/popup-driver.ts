import { setTimeout as sleep } from 'node:timers/promises';
import type { ElementHandle, Page } from 'puppeteer-core';

const POLL_MS = 50;
const LIMIT_MS = 20_000;

/** Clicks the button with this text, as a person does: the browser asks for nothing otherwise. */
export async function clickButton(page: Page, name: string): Promise<void> {
  const button = await page.waitForSelector(`::-p-xpath(//button[normalize-space()="${name}"])`);
  await button?.click();
}

/** Puts a text where it would be pasted. */
export async function paste(page: Page, selector: string, text: string): Promise<void> {
  await page.waitForSelector(selector);
  await page.evaluate(
    (field, value) => {
      const element = document.querySelector<HTMLTextAreaElement>(field);
      if (!element) throw new RangeError(field);
      element.value = value;
      element.dispatchEvent(
        new InputEvent('input', { bubbles: true, inputType: 'insertFromPaste' }),
      );
    },
    selector,
    text,
  );
}

export async function chooseFile(page: Page, path: string): Promise<void> {
  const input = await page.waitForSelector('input[type=file]');
  await (input as ElementHandle<HTMLInputElement> | null)?.uploadFile(path);
}

/** Waits until the page shows this text, and returns all that it shows. */
export async function untilShown(page: Page, text: string | RegExp): Promise<string> {
  const untilMs = Date.now() + LIMIT_MS;
  for (;;) {
    // biome-ignore lint/performance/useDomNodeTextContent: what is folded away is not shown.
    const shown = await page.evaluate(() => document.body.innerText);
    if (shown.match(text)) return shown;
    if (Date.now() > untilMs) throw new RangeError(`No “${text}” in:\n${shown}`);
    await sleep(POLL_MS);
  }
}
