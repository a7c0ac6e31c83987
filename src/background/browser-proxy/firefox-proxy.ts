import browser, { type Proxy as ProxyApi } from 'webextension-polyfill';
import type { FrontingPlan } from '../fronting/plan.ts';
import type { BrowserProxy } from './browser-proxy.ts';

type Mode =
  | { kind: 'released' }
  /** Nothing may pass: a stored wish to be on has not been read, or not been fulfilled yet. */
  | { kind: 'closed' }
  | { kind: 'engaged'; plan: FrontingPlan; proxyPort: number };

type RequestOrigin = Pick<ProxyApi.OnRequestDetailsType, 'url' | 'documentUrl' | 'originUrl'>;

/** A proxy that nobody runs: the discard port of this machine. */
const NOWHERE = { type: 'socks', host: '127.0.0.1', port: 9, proxyDNS: true } as const;
const DIRECT = { type: 'direct' } as const;

/**
 * Firefox asks for each request. Whatever goes wrong in the answer, an exception or a malformed
 * one, makes it connect directly, so this function is total and ends nowhere.
 */
export class FirefoxProxy implements BrowserProxy {
  readonly #ownUrl = browser.runtime.getURL('');
  readonly #settled: Promise<unknown>;
  #mode: Mode = { kind: 'closed' };

  /** @param settled resolves once it is known whether the tunnel is wanted; requests wait for it */
  constructor(settled: Promise<unknown>) {
    this.#settled = settled;
    browser.proxy.onRequest.addListener((details) => this.#answer(details), {
      urls: ['<all_urls>'],
    });
  }

  async engage(plan: FrontingPlan, proxyPort: number): Promise<void> {
    this.#mode = { kind: 'engaged', plan, proxyPort };
  }

  async release(): Promise<void> {
    this.#mode = { kind: 'released' };
  }

  async #answer(details: RequestOrigin) {
    try {
      await this.#settled;
      return routeRequest(details, this.#mode, this.#ownUrl);
    } catch {
      return NOWHERE;
    }
  }
}

/** Pure, and total over every URL and mode. */
export function routeRequest(details: RequestOrigin, mode: Mode, ownUrl: string) {
  // While off the browser's own proxy settings hold, which is what an empty answer means.
  if (mode.kind === 'released') return undefined;
  const isOurs = isOwn(details, ownUrl);
  if (isOurs && isLinkSocket(details.url)) return DIRECT;
  if (mode.kind === 'closed') return NOWHERE;
  if (!isOurs) {
    return { type: 'socks', host: '127.0.0.1', port: mode.proxyPort, proxyDNS: true } as const;
  }
  const url = URL.parse(details.url);
  const isFront = url?.protocol === 'https:' && mode.plan.directHosts.includes(url.hostname);
  return isFront ? DIRECT : NOWHERE;
}

/** It never leaves this machine. */
function isLinkSocket(url: string): boolean {
  return url.startsWith('ws://127.0.0.1:');
}

function isOwn({ documentUrl, originUrl }: RequestOrigin, ownUrl: string): boolean {
  return [documentUrl, originUrl].some((url) => url?.startsWith(ownUrl));
}
