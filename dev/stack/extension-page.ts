import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'puppeteer-core';
import type { FrontRow } from '../../src/background/fronts/front-rows.ts';
import type { FrontsUpdate } from '../../src/background/fronts/fronts-update.ts';
import type { Answer, Request, Snapshot } from '../../src/background/messages.ts';
import type { ProfileInput } from '../../src/background/profiles/requests.ts';
import type { TunnelState } from '../../src/background/state.ts';

const POLL_MS = 100;

/** As in `front-feed.ts`, which only a browser can load. */
const FRONTS_PORT = 'fronts';

/** The extension said no, or did not get where it should in time. */
export class ExtensionError extends Error {
  override readonly name = 'ExtensionError';
  readonly code = 'EXTENSION';
}

/** The popup in a tab, speaking to the background as the popup does. */
export class ExtensionPage {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  /** @param baseUrl of the extension in this browser */
  static async open(browser: Browser, baseUrl: string): Promise<ExtensionPage> {
    const page = await browser.newPage();
    do {
      // Firefox changes the process on the way, and never reports that it has arrived. Chromium
      // refuses the page until the extension has been loaded.
      await page.goto(`${baseUrl}src/popup/index.html`, { waitUntil: [] }).catch(() => {});
      await sleep(POLL_MS);
    } while (!(await hasRuntime(page)));
    return new ExtensionPage(page);
  }

  async ask(request: Request): Promise<Snapshot> {
    const answer = await this.page.evaluate(
      (message): Promise<Answer> => chrome.runtime.sendMessage(message),
      request,
    );
    if (answer.ok) return answer.snapshot;
    throw new ExtensionError(`The extension refused “${request.type}”: ${answer.error}`);
  }

  saveProfile(profile: ProfileInput): Promise<Snapshot> {
    return this.ask({ type: 'save-profile', profile });
  }

  /** How the fronts of the profile in use fare, as the popup is told when it shows them. */
  async fronts(): Promise<FrontRow[]> {
    const update = await this.page.evaluate((name) => {
      const { promise, resolve } = Promise.withResolvers<FrontsUpdate>();
      const port = chrome.runtime.connect({ name });
      port.onMessage.addListener((message) => {
        port.disconnect();
        resolve(message);
      });
      return promise;
    }, FRONTS_PORT);
    return update.changed.map(([, row]) => row);
  }

  /** Waits until the state is as asked for. */
  async until(
    what: string,
    isSo: (state: TunnelState) => boolean,
    limitMs = 30_000,
  ): Promise<Snapshot> {
    const untilMs = Date.now() + limitMs;
    for (;;) {
      const snapshot = await this.ask({ type: 'get-snapshot' });
      if (isSo(snapshot.state)) return snapshot;
      if (Date.now() > untilMs) {
        const state = JSON.stringify(snapshot.state);
        throw new ExtensionError(`The tunnel is not ${what} after ${limitMs} ms: ${state}`);
      }
      await sleep(POLL_MS);
    }
  }

  async switchOn(): Promise<Snapshot> {
    await this.ask({ type: 'switch-on' });
    return this.until('on', (state) => state.kind === 'on');
  }
}

async function hasRuntime(page: Page): Promise<boolean> {
  try {
    return await page.evaluate(() => typeof chrome?.runtime?.sendMessage === 'function');
  } catch {
    // The page is being replaced at this moment.
    return false;
  }
}
