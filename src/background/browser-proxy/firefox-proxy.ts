import browser, { type Proxy as ProxyApi } from 'webextension-polyfill';
import type { PinnedEdge } from '../../link/messages.ts';
import type { Clock } from '../../meek/clock.ts';
import type { FrontingPlan } from '../fronting/plan.ts';
import {
  directTest,
  type GoesDirect,
  type SiteRouting,
  TUNNEL_ALL,
} from '../sites/site-routing.ts';
import type { Reason } from '../state.ts';
import { Trouble } from '../trouble.ts';
import { type BrowserProxy, type HelperPorts, NOWHERE_PORT } from './browser-proxy.ts';
import { type Dispatch, isOverruled } from './overruled.ts';

type Mode =
  | { kind: 'released' }
  /** Nothing may pass: a stored wish to be on has not been read, or not been fulfilled yet. */
  | { kind: 'closed' }
  /** Let out past the tunnel; not after `untilMs`, in ms since 1970. */
  | { kind: 'direct'; untilMs: number }
  | { kind: 'engaged'; plan: FrontingPlan; ports: HelperPorts; goesDirect: GoesDirect };

type RequestOrigin = Pick<ProxyApi.OnRequestDetailsType, 'url' | 'documentUrl' | 'originUrl'>;

const NOWHERE = socks(NOWHERE_PORT);
/**
 * To Firefox `{ type: 'direct' }` means the proxy of its own settings, which may be the system's,
 * and so lead back here; only null means none.
 */
const DIRECT = null;

const NONE: ReadonlySet<string> = new Set();

/** So long after another extension overruled us, in ms, it is taken to do so still. */
const HELD_MS = 5_000;

/** So long after rules were changed, in ms, requests may come that were answered by the old ones. */
const BETWEEN_RULES_MS = 5_000;

/**
 * Firefox asks for each request. Whatever goes wrong in the answer, an exception or a malformed
 * one, makes it connect directly, so this function is total and ends nowhere.
 *
 * It asks every extension, and the one that was installed last has the last word, about which
 * nobody is told. So each request is looked at again before it connects.
 */
export class FirefoxProxy implements BrowserProxy {
  readonly #ownUrl = browser.runtime.getURL('');
  readonly #settled: Promise<unknown>;
  readonly #onOverruled: (lost: Reason) => void;
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #listUrls: ReadonlySet<string>;
  #mode: Mode = { kind: 'closed' };
  /** Every port that requests were sent to: some may be under way to an earlier one. */
  readonly #ports = new Set<number>([NOWHERE.port]);
  #overruledAtMs = Number.NEGATIVE_INFINITY;
  #sites: SiteRouting = TUNNEL_ALL;
  /** What went directly until a moment ago. */
  #earlier: { readonly goesDirect: GoesDirect; readonly untilMs: number } | null = null;

  /**
   * @param settled resolves once what was wanted before is being done; requests wait for it
   * @param onOverruled another extension sent a request elsewhere; it was blocked
   * @param listUrls where a list of fronts is being asked for at this moment
   */
  constructor(
    settled: Promise<unknown>,
    onOverruled: (lost: Reason) => void,
    clock: Pick<Clock, 'nowMs'>,
    listUrls: ReadonlySet<string> = NONE,
  ) {
    this.#settled = settled;
    this.#onOverruled = onOverruled;
    this.#clock = clock;
    this.#listUrls = listUrls;
    const everything = { urls: ['<all_urls>'] };
    browser.proxy.onRequest.addListener((details) => this.#answer(details), everything);
    browser.webRequest.onBeforeSendHeaders.addListener(
      (details) => this.#lookAgain(details),
      everything,
      ['blocking'],
    );
  }

  async engage(plan: FrontingPlan, ports: HelperPorts): Promise<void> {
    this.#mode = { kind: 'engaged', plan, ports, goesDirect: directTest(plan, this.#sites) };
    this.#ports.add(ports.proxy);
    if (this.#isHeld) throw new Trouble('proxy-held-by-extension');
  }

  async hold(): Promise<void> {
    if (this.#mode.kind !== 'engaged') this.#mode = { kind: 'closed' };
  }

  async openUntil(untilMs: number): Promise<void> {
    this.#mode = { kind: 'direct', untilMs };
  }

  async release(): Promise<void> {
    this.#mode = { kind: 'released' };
  }

  async routeSites(sites: SiteRouting): Promise<void> {
    this.#sites = sites;
    if (this.#mode.kind !== 'engaged') return;
    const { plan, goesDirect } = this.#mode;
    this.#earlier = { goesDirect, untilMs: this.#clock.nowMs() + BETWEEN_RULES_MS };
    this.#mode = { ...this.#mode, goesDirect: directTest(plan, sites) };
  }

  get #isHeld(): boolean {
    return this.#clock.nowMs() - this.#overruledAtMs < HELD_MS;
  }

  #lookAgain(details: RequestOrigin & Dispatch) {
    if (this.#mode.kind === 'released' || isOpen(this.#mode)) return {};
    const isOurs = isOwn(details, this.#ownUrl);
    if (isOurs && !this.#listUrls.has(details.url)) return {};
    if (!isOverruled(details, this.#ports)) return {};
    if (!isOurs && this.#mode.kind === 'engaged' && this.#mode.goesDirect(details.url)) return {};
    if (!isOurs && this.#wentDirectly(details)) return { cancel: true };
    const wasHeld = this.#isHeld;
    this.#overruledAtMs = this.#clock.nowMs();
    if (!wasHeld) this.#onOverruled('proxy-held-by-extension');
    return { cancel: true };
  }

  /** It was answered by rules that do not hold any more: no other extension's doing. */
  #wentDirectly({ url, proxyInfo }: Dispatch): boolean {
    const { goesDirect, untilMs } = this.#earlier ?? {};
    if (proxyInfo || !goesDirect || !untilMs || this.#clock.nowMs() > untilMs) return false;
    return goesDirect(url);
  }

  async #answer(details: RequestOrigin) {
    try {
      await this.#settled;
      return routeRequest(details, this.#mode, this.#ownUrl, this.#listUrls);
    } catch {
      return NOWHERE;
    }
  }
}

/** Pure, and total over every URL and mode. */
export function routeRequest(
  details: RequestOrigin,
  mode: Mode,
  ownUrl: string,
  listUrls: ReadonlySet<string> = NONE,
) {
  // While off the browser's own proxy settings hold, which is what an empty answer means.
  if (mode.kind === 'released') return undefined;
  const isOurs = isOwn(details, ownUrl);
  if (isOurs && isLinkSocket(details.url)) return DIRECT;
  if (isOpen(mode)) return isOurs ? NOWHERE : DIRECT;
  if (mode.kind !== 'engaged') return NOWHERE;
  if (!isOurs) return mode.goesDirect(details.url) ? DIRECT : socks(mode.ports.proxy);
  // A list of fronts is fetched in the tunnel; what the carrier sends would go round in a circle.
  if (listUrls.has(details.url)) return socks(mode.ports.proxy);
  return routeToFront(URL.parse(details.url), mode);
}

function isOpen(mode: Mode): boolean {
  return mode.kind === 'direct' && Date.now() < mode.untilMs;
}

function routeToFront(url: URL | null, { plan, ports }: Mode & { kind: 'engaged' }) {
  if (url?.protocol !== 'https:') return NOWHERE;
  if (url.hash === '') return plan.directHosts.includes(url.hostname) ? DIRECT : NOWHERE;
  const edge = plan.pinnedEdges.find((pinned) => isOf(url, pinned));
  // The name of the login tells the helper which of the edge's addresses is meant.
  return edge && ports.pins !== null
    ? { ...socks(ports.pins), username: edge.address, password: 'none' }
    : NOWHERE;
}

function isOf(url: URL, { host, port, address }: PinnedEdge): boolean {
  return url.hostname === host && Number(url.port || 443) === port && url.hash === `#${address}`;
}

function socks(port: number) {
  return { type: 'socks', host: '127.0.0.1', port, proxyDNS: true } as const;
}

/** It never leaves this machine. */
function isLinkSocket(url: string): boolean {
  return url.startsWith('ws://127.0.0.1:');
}

function isOwn({ documentUrl, originUrl }: RequestOrigin, ownUrl: string): boolean {
  return [documentUrl, originUrl].some((url) => url?.startsWith(ownUrl));
}
