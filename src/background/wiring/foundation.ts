import browser from 'webextension-polyfill';
import type { Fetch } from '../../meek/carrier.ts';
import { systemClock } from '../../meek/clock.ts';
import { systemRandom } from '../../meek/random.ts';
import { ChromiumProxy } from '../browser-proxy/chromium-proxy.ts';
import { FirefoxProxy } from '../browser-proxy/firefox-proxy.ts';
import type { Platform } from '../fronting/plan.ts';
import { RequestRules } from '../fronting/request-rules.ts';
import { unthrottledFetch } from '../fronting/unthrottled-fetch.ts';
import { CurrentNetwork } from '../fronts/current-network.ts';
import { ErrorNames } from '../fronts/error-names.ts';
import { Gate } from '../gate.ts';
import { HealthNotebook } from '../health-notebook.ts';
import { RouteNotebook } from '../route-notebook.ts';
import { SiteKeeper } from '../sites/site-keeper.ts';
import type { Reason, TunnelState } from '../state.ts';
import { Store } from '../store.ts';
import { ThroughputHistory } from '../throughput/history.ts';
import { TrafficMeter } from '../traffic-meter.ts';
import { Announcement } from './announcement.ts';

export type Foundation = ReturnType<typeof layFoundation>;

/** What everything else stands on: the browser, what is stored, and what is told around. */
export function layFoundation() {
  const platform: Platform = 'onRequest' in browser.proxy ? 'firefox' : 'chromium';
  const clock = systemClock;
  const random = systemRandom;
  const store = new Store();
  /** Settles once what was wanted before is being done. */
  const begun = Promise.withResolvers<void>();
  /** Where a list of fronts is being asked for at this moment. */
  const listUrls = new Set<string>();
  /** Why the browser's proxy setting is not ours any more; null when it may be again. */
  const proxyControl = new Announcement<Reason | null>();
  const settled = begun.promise.catch(() => {});
  const proxy =
    platform === 'chromium'
      ? new ChromiumProxy(proxyControl.tell)
      : new FirefoxProxy(settled, proxyControl.tell, clock, listUrls);
  const plainFetch: Fetch = (url, init) => fetch(url, init);
  const gate = new Gate(
    platform === 'chromium' ? unthrottledFetch(plainFetch, random) : plainFetch,
  );
  const throughput = new ThroughputHistory(clock);
  const healthNotebook = new HealthNotebook(store, clock);
  const network = new CurrentNetwork();
  healthNotebook.book().then(({ lastNetwork }) => lastNetwork && network.presume(lastNetwork));
  return {
    ...{ platform, clock, random, store, begun, listUrls, proxyControl, proxy, plainFetch, gate },
    ...{ throughput, healthNotebook, network },
    /** Milliseconds since 1970. */
    epochMs: () => Date.now(),
    isOnline: () => navigator.onLine,
    rules: new RequestRules(platform),
    sites: new SiteKeeper({ store, route: (routing) => proxy.routeSites(routing) }),
    traffic: new TrafficMeter(throughput),
    notebook: new RouteNotebook(store, clock),
    errorNames: new ErrorNames(clock),
    /** The tunnel's, each as it comes about. */
    states: new Announcement<TunnelState>(),
    /** Something else that snapshots show is another. */
    changes: new Announcement(),
  };
}
