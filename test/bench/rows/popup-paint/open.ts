import type { Page } from 'puppeteer-core';

/** What the browser's own popup painted first. */
export interface FirstPaint {
  /** From the navigation to the paint, by the page's own clock. */
  readonly paintMs: number;
  /** From the request to open it, with what the browser does before there is a page. */
  readonly sinceAskedMs: number;
  /** What it said: the snapshot's state, or that it waits for one. */
  readonly state: string;
}

/** Of the browsers only Chromium has it, so TypeScript does not. */
interface PerformanceElementTiming extends PerformanceEntry {
  readonly renderTime: number;
  readonly identifier: string;
}

/** The popup has long been painted, and the worker has answered. */
const REST_MS = 600;

/** Opens it from another page of the extension and closes it; no debugger looks into the popup. */
export function openPopup(opener: Page): Promise<FirstPaint> {
  return opener.evaluate(measureOpening, REST_MS);
}

/** In the opener's page, so it knows nothing of this file. */
async function measureOpening(restMs: number): Promise<FirstPaint> {
  const rest = () => new Promise((resolve) => setTimeout(resolve, restMs));
  const askedAtMs = Date.now();
  void chrome.action.openPopup();
  await rest();
  const popup = chrome.extension.getViews({ type: 'popup' })[0] as
    | (Window & typeof globalThis)
    | undefined;
  if (!popup) throw new Error('No popup has opened.');
  const painted = await new Promise<PerformanceElementTiming>((resolve) => {
    const observer = new popup.PerformanceObserver((list) => {
      resolve(list.getEntries()[0] as PerformanceElementTiming);
    });
    observer.observe({ type: 'element', buffered: true });
  });
  const { timeOrigin } = popup.performance;
  popup.close();
  // Closing takes the browser a moment, too.
  await rest();
  const paintMs = painted.renderTime;
  return { paintMs, sinceAskedMs: timeOrigin + paintMs - askedAtMs, state: painted.identifier };
}
