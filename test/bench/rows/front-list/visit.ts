import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { createAuthority } from '../../../../dev/certificates.ts';
import { CHROMIUM_EXTENSION_URL, launchChromium } from '../../../../dev/stack/chromium.ts';
import { ExtensionPage } from '../../../../dev/stack/extension-page.ts';
import { stopAgent } from '../../../../dev/stack/stop-agent.ts';

const SEARCH = 'front-19';
const SCROLL_FRAMES = 120;
/** About the fastest flick of a wheel. */
const SCROLL_STEP_PX = 400;
const LISTEN_MS = 3_500;

/** What a list of so many fronts costs in the popup. */
export interface FrontListVisit {
  readonly count: number;
  /** From the click that opens the view until rows have been painted. */
  readonly openMs: number;
  /** From each key of a search until its rows have been painted. */
  readonly typeMs: readonly number[];
  readonly filterMs: number;
  /** Between frames of a quick scroll. */
  readonly frameMs: readonly number[];
  /** Rows in the page at once. */
  readonly rowsInPage: number;
  /** Of the messages over each port, in the order of their arrival. */
  readonly frontsBytes: readonly number[];
  readonly snapshotBytes: readonly number[];
}

/** Opens the popup of the built extension, with a profile of `count` fronts, in Chromium. */
export async function visitFrontList(count: number): Promise<FrontListVisit> {
  await using ends = new AsyncDisposableStack();
  const home = await mkdtemp(join(tmpdir(), 'frontage-list-'));
  ends.defer(() => rm(home, { recursive: true, force: true, maxRetries: 5 }));
  const { certificatePem: caPem } = await createAuthority();
  const chromium = { home, caPem, edgePorts: new Map(), hostPermissions: [], headless: true };
  const browser = await launchChromium(chromium);
  ends.defer(() => stopAgent(home));
  ends.defer(() => browser.close());
  const extension = await ExtensionPage.open(browser, CHROMIUM_EXTENSION_URL);
  await extension.saveProfile({
    ...{ id: null, name: 'Many', innerHost: 'inner.example', path: '/', token: null },
    ...{ serverPin: null, upstream: 'builtin', options: {} },
    fronts: Array.from({ length: count }, (_, index) => ({
      ...{ host: `front-${index}.cdn-${index % 7}.example`, port: 443, technique: 'auto' },
      ...{ provider: `provider-${index % 7}` },
    })),
  });
  const { page } = extension;
  await page.setViewport({ width: 360, height: 600 });
  const frontsBytes = await listen(page, 'fronts');
  const snapshotBytes = await listen(page, 'snapshots');
  return { count, frontsBytes, snapshotBytes, ...(await page.evaluate(usePopup, SEARCH, SCROLL)) };
}

const SCROLL = { frames: SCROLL_FRAMES, stepPx: SCROLL_STEP_PX };

/** How large what comes over a port is. */
function listen(page: Page, name: string): Promise<number[]> {
  return page.evaluate(
    async (port, forMs) => {
      const sizes: number[] = [];
      const connected = chrome.runtime.connect({ name: port });
      connected.onMessage.addListener((message) => sizes.push(JSON.stringify(message).length));
      await new Promise((resolve) => setTimeout(resolve, forMs));
      connected.disconnect();
      return sizes;
    },
    name,
    LISTEN_MS,
  );
}

/** Runs in the popup. */
async function usePopup(search: string, scroll: typeof SCROLL) {
  const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
  /** A task that was queued in a frame runs once that has been painted. */
  const painted = async () => {
    await frame();
    await new Promise((resolve) => setTimeout(resolve));
  };
  const timed = async (act: () => void, isDone: () => boolean) => {
    const beganMs = performance.now();
    act();
    do await painted();
    while (!isDone());
    return performance.now() - beganMs;
  };
  const find = <E extends Element>(selector: string) => document.querySelector<E>(selector) as E;
  const rows = () => document.querySelectorAll('.front').length;
  const set = (field: HTMLInputElement | HTMLSelectElement, value: string, type: string) => {
    field.value = value;
    field.dispatchEvent(new Event(type, { bubbles: true }));
  };
  const button = [...document.querySelectorAll('button')].find((it) => it.textContent === 'Fronts');
  const openMs = await timed(
    () => button?.click(),
    () => rows() > 0,
  );
  const rowsInPage = rows();
  const field = find<HTMLInputElement>('#front-search');
  const typeMs: number[] = [];
  for (let length = 1; length <= search.length; length++) {
    const text = search.slice(0, length);
    typeMs.push(
      await timed(
        () => set(field, text, 'input'),
        () => true,
      ),
    );
  }
  set(field, '', 'input');
  const filter = find<HTMLSelectElement>('#front-filter');
  const filterMs = await timed(
    () => set(filter, 'untested', 'change'),
    () => true,
  );
  const list = find<HTMLElement>('.front-list');
  const frameMs: number[] = [];
  let beforeMs = await frame();
  for (let index = 0; index < scroll.frames; index++) {
    list.scrollTop += scroll.stepPx;
    const nowMs = await frame();
    frameMs.push(nowMs - beforeMs);
    beforeMs = nowMs;
  }
  return { openMs, typeMs, filterMs, frameMs, rowsInPage };
}
