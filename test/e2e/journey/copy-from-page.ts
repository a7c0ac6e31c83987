import type { Browser } from 'puppeteer-core';

/** Puts a text into the clipboard, as a person copies it from a message. */
export async function copyFromPage(browser: Browser, text: string): Promise<void> {
  const page = await browser.newPage();
  await page.setContent('<textarea rows="8" cols="60"></textarea>');
  await page.bringToFront();
  await page.$eval(
    'textarea',
    (field, link) => {
      field.value = link;
      field.select();
    },
    text,
  );
  await page.focus('textarea');
  await page.keyboard.down('Control');
  await page.keyboard.press('c', { commands: ['Copy'] });
  await page.keyboard.up('Control');
  await page.close();
}
