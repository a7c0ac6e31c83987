import type { Page } from 'puppeteer-core';

/** No view has more controls than this before the one that is looked for. */
const MAX_STEPS = 40;

export interface Focused {
  /** What a screen reader calls it. */
  readonly name: string;
  readonly isControl: boolean;
  /** It, or the label in its place, has an outline inside the window. */
  readonly isSeen: boolean;
}

/** What has the focus; the page's body has it when it is lost. */
export function focused(page: Page): Promise<Focused> {
  return page.evaluate(() => {
    const element = document.activeElement ?? document.body;
    const outlined = element.closest('.file-choice') ?? element;
    const { outlineStyle, outlineWidth } = getComputedStyle(outlined);
    const { top, bottom } = outlined.getBoundingClientRect();
    const labels = (element as HTMLInputElement).labels ?? [];
    const label = element.getAttribute('aria-label') ?? labels[0]?.textContent;
    return {
      name: (label ?? element.textContent ?? '').trim(),
      isControl: element.matches('button, input, select, textarea, summary, a[href]'),
      isSeen:
        outlineStyle !== 'none' &&
        Number.parseFloat(outlineWidth) >= 2 &&
        bottom > 0 &&
        top < innerHeight,
    };
  });
}

/** Goes on by Tab, or back, to the control of this name; each one on the way has to be seen. */
export async function tabTo(page: Page, name: string, way: 'on' | 'back' = 'on'): Promise<void> {
  const passed: string[] = [];
  for (let step = 0; step < MAX_STEPS; step++) {
    if (way === 'back') await page.keyboard.down('Shift');
    await page.keyboard.press('Tab');
    if (way === 'back') await page.keyboard.up('Shift');
    const at = await focused(page);
    passed.push(at.name);
    if (!at.isControl && way === 'back') continue;
    if (!at.isControl) throw new RangeError(`The focus was lost after: ${passed.join(', ')}`);
    if (!at.isSeen) throw new RangeError(`The focus is not seen on “${at.name}”.`);
    if (at.name === name) return;
  }
  throw new RangeError(`No “${name}” among: ${passed.join(', ')}`);
}
