import type { Browser } from 'puppeteer-core';
import { ExtensionPage } from '../../../dev/stack/extension-page.ts';
import {
  type BrowserName,
  type LocalStack,
  startLocalStack,
} from '../../../dev/stack/local-stack.ts';
import type { TunnelState } from '../../../src/background/state.ts';
import { namesOf, PAGE_PORT } from './attempts.ts';
import { BROWSERS } from './browsers.ts';
import { type Seen, tryAsPage, watch } from './watch.ts';
import { makeWatchedNetwork, type WatchedNetwork } from './watched-network.ts';

const FIREFOX_PREFS = {
  // What people have, and the driver has switched off.
  'network.dns.disablePrefetch': false,
  'network.http.speculative-parallel-limit': 6,
  // What Firefox fetches for itself it fetches directly when its proxy fails: docs/THREAT-MODEL.md.
  'network.proxy.allow_bypass': false,
  'network.proxy.failover_direct': false,
};

/** A browser with the extension in a watched network. Neither the one nor the other stays the same. */
export class WatchedBrowser implements AsyncDisposable {
  readonly network: WatchedNetwork;
  readonly stack: LocalStack;
  readonly #own: (typeof BROWSERS)[BrowserName];
  browser: Browser;
  extension: ExtensionPage;

  private constructor(name: BrowserName, network: WatchedNetwork, stack: LocalStack) {
    this.network = network;
    this.stack = stack;
    this.#own = BROWSERS[name];
    this.browser = stack.browser;
    this.extension = stack.extension;
  }

  /** @param tags of the attempts to come: nobody may ask a real resolver for their names */
  static async start(name: BrowserName, tags: readonly string[]): Promise<WatchedBrowser> {
    const network = await makeWatchedNetwork();
    const serverArgs = tags.flatMap(namesOf).flatMap((host) => ['--resolve', `${host}=127.0.0.1`]);
    const stack = await startLocalStack({
      ...{ browser: name, namespaces: network.namespaces, serverArgs },
      ...{ looksUpNames: true, blocks: [], extensionStays: true, firefoxPrefs: FIREFOX_PREFS },
    });
    await stack.extension.saveProfile(stack.profile);
    return new WatchedBrowser(name, network, stack);
  }

  readonly is = (kind: TunnelState['kind']) =>
    this.extension.until(kind, (state) => state.kind === kind);

  /** What the watchers see of a page that tries everything. */
  tryAs(tag: string): Promise<Seen> {
    return this.watchWhile(async () => {}, tag);
  }

  /** What they see while this is done, and then such a page. */
  watchWhile(act: () => Promise<unknown>, tag: string): Promise<Seen> {
    return watch(this.network, async () => {
      await act();
      await tryAsPage(this.browser, tag);
    });
  }

  /** The popup in another tab, after the first was lost. */
  async reopen(): Promise<void> {
    this.extension = await ExtensionPage.open(this.browser, this.#own.extensionUrl);
  }

  /** Ends the browser and starts it again, with a page. */
  async restart(tag: string): Promise<void> {
    await this.browser.close();
    const url = `http://fetch-${tag}.example:${PAGE_PORT}/`;
    this.browser = await this.#own.relaunch(this.stack.browserOptions, [url]);
  }

  async endWorker(): Promise<void> {
    await this.extension.page.close();
    await this.#own.endWorker(this.browser);
  }

  async crashExtension(): Promise<void> {
    await this.extension.page.close();
    await this.#own.crash(this.browser, this.stack.folder);
  }

  get helperFolder(): string {
    return `${this.stack.browserOptions.home}/${this.#own.helperFolder}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.browser.close();
    await this.stack[Symbol.asyncDispose]();
    await this.network[Symbol.asyncDispose]();
  }
}
