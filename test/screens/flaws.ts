import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'puppeteer-core';

/** What a finger can hit, in CSS pixels. */
const TARGET_PX = 44;

/** `axe-core` is put into a page once; `flawsOf` uses it there. */
export async function bringAxe(page: Page): Promise<void> {
  await page.evaluate(axe.source);
}

/** What is wrong with the page as it is shown now, in words. */
export async function flawsOf(page: Page): Promise<string[]> {
  return [
    ...(await axeViolations(page)),
    ...(await sharedNames(page)),
    ...(await flawsOfSize(page)),
  ];
}

/** Those of them that another width may bring; without axe, which takes the most time. */
export async function flawsOfSize(page: Page): Promise<string[]> {
  return [
    ...(await smallTargets(page)),
    ...((await isTooWide(page)) ? ['wider than the window'] : []),
  ];
}

async function axeViolations(page: Page): Promise<string[]> {
  const { violations } = await page.evaluate((): Promise<AxeResults> => {
    const page = globalThis as unknown as { axe: typeof axe };
    return page.axe.run({ resultTypes: ['violations'] });
  });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

/** Names that several controls go by: who hears or says one cannot tell which is meant. */
function sharedNames(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const controls = [...document.querySelectorAll('button, summary, a[href]')];
    const names = controls
      .filter((control) => control.checkVisibility())
      .map((control) => {
        const name = control.getAttribute('aria-label') ?? control.textContent.trim();
        const describedBy = control.getAttribute('aria-describedby');
        const described = describedBy && document.getElementById(describedBy)?.textContent.trim();
        return described ? `${name} (${described})` : name;
      });
    const shared = names.filter((name, place) => names.indexOf(name) !== place);
    return shared.map((name) => `the name of several controls: ${name}`);
  });
}

function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate((leastPx) => {
    // A box to tick is as large as its label; one that chooses a file is not shown.
    const fields = 'select, textarea, input:not([type=checkbox], [type=radio], [type=file])';
    const targets = document.querySelectorAll(
      `button, summary, a[href], ${fields}, label:has(input[type=checkbox], input[type=radio])`,
    );
    return [...targets]
      .filter((target) => target.checkVisibility())
      .filter((target) => {
        const { width, height } = target.getBoundingClientRect();
        return Math.min(width, height) < leastPx - 0.5;
      })
      .map((target) => `smaller than ${leastPx} px: ${target.outerHTML}`);
  }, TARGET_PX);
}

function isTooWide(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
}
