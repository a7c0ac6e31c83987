import browser, { type Runtime } from 'webextension-polyfill';
import { bundledStrings } from '../language/bundled-strings.ts';
import { LinkError } from '../link/errors.ts';
import type { LinkPipe } from '../link/link-pipe.ts';
import type { Fetch } from '../meek/carrier.ts';
import { systemClock } from '../meek/clock.ts';
import { LISTED_ORIGINS } from '../meek/fronts/subscription/subscription.ts';
import { systemRandom } from '../meek/random.ts';
import { Badge } from './badge/badge.ts';
import { drawIcon } from './badge/icon.ts';
import type { BrowserProxy } from './browser-proxy/browser-proxy.ts';
import { ChromiumProxy } from './browser-proxy/chromium-proxy.ts';
import { FirefoxProxy } from './browser-proxy/firefox-proxy.ts';
import { allSubjects } from './commands/all-subjects.ts';
import { Commands } from './commands/commands.ts';
import { Controller } from './controller.ts';
import { StateHistory } from './diagnostics/history.ts';
import { Reporter } from './diagnostics/reporter.ts';
import { DirectPause } from './direct/direct-pause.ts';
import { ExitCheck } from './exit/exit-check.ts';
import type { Platform } from './fronting/plan.ts';
import { RequestRules } from './fronting/request-rules.ts';
import { unthrottledFetch } from './fronting/unthrottled-fetch.ts';
import { CurrentNetwork } from './fronts/current-network.ts';
import { ErrorNames } from './fronts/error-names.ts';
import { FrontFeed } from './fronts/front-feed.ts';
import { frontRows } from './fronts/front-rows.ts';
import { Trial } from './fronts/trial.ts';
import { Gate } from './gate.ts';
import { HealthNotebook } from './health-notebook.ts';
import { HelperPort } from './helper-port.ts';
import { InTurn } from './in-turn.ts';
import { ChosenLanguage } from './language/chosen-language.ts';
import { LastSnapshot } from './last-snapshot/last-snapshot.ts';
import { LeakGuard } from './leak-guard/leak-guard.ts';
import { privacySetting, shutValues } from './leak-guard/privacy-settings.ts';
import type { Answer } from './messages.ts';
import { openGuideWhenDue } from './pairing/first-guide.ts';
import { startAnewFor } from './pairing/fresh-start.ts';
import { watchForGuides } from './pairing/guide-port.ts';
import { HELPER_PERMISSION } from './pairing/helper-permission.ts';
import { HelperWatch } from './pairing/helper-watch.ts';
import { Pairing } from './pairing/pairing.ts';
import { AfterChange } from './profiles/after-change.ts';
import { RouteNotebook } from './route-notebook.ts';
import { forgetEverything } from './settings/forget-everything.ts';
import { onToggleKey } from './shortcut.ts';
import { SiteKeeper } from './sites/site-keeper.ts';
import { SnapshotPort } from './snapshot-port.ts';
import { StartWish } from './start-wish.ts';
import type { Reason } from './state.ts';
import { Store } from './store.ts';
import { helperFetch } from './supply/helper-fetch.ts';
import { LaterFronts } from './supply/later-fronts.ts';
import { ListAlarm } from './supply/list-alarm.ts';
import { ListClient } from './supply/list-client.ts';
import { ListGate } from './supply/list-gate.ts';
import { Subscriptions } from './supply/subscriptions.ts';
import { SystemScope } from './system-proxy/system-scope.ts';
import { visitHelper } from './system-proxy/visit-helper.ts';
import { ThroughputFeed } from './throughput/feed.ts';
import { ThroughputHistory } from './throughput/history.ts';
import { TrafficMeter } from './traffic-meter.ts';
import { Tunnel } from './tunnel.ts';
import { keepWatch } from './watchdog.ts';

const platform: Platform = 'onRequest' in browser.proxy ? 'firefox' : 'chromium';
const isOnline = () => navigator.onLine;
const store = new Store();
const throughput = new ThroughputHistory(systemClock);
const traffic = new TrafficMeter(throughput);
const plainFetch: Fetch = (url, init) => fetch(url, init);
const gate = new Gate(
  platform === 'chromium' ? unthrottledFetch(plainFetch, systemRandom) : plainFetch,
);
const notebook = new RouteNotebook(store, systemClock);
const healthNotebook = new HealthNotebook(store, systemClock);
const network = new CurrentNetwork();
const errorNames = new ErrorNames(systemClock);
const rules = new RequestRules(platform);
healthNotebook.book().then(({ lastNetwork }) => lastNetwork && network.presume(lastNetwork));
const listUrls = new Set<string>();
const listGate = new ListGate();
const wallClockMs = () => Date.now();
const subscriptions = new Subscriptions({
  shelf: store,
  chosenProfile: () => store.chosenProfile(),
  client: new ListClient({
    fetch: plainFetch,
    helperFetch: helperFetch(openExchange),
    clock: systemClock,
    random: systemRandom,
    wallClockMs,
    cleanRequestsTo: async (hosts) => {
      await rules.cleanRequestsTo(hosts);
      await sites.apply();
    },
    underWay: listUrls,
  }),
  gate: listGate,
  clock: systemClock,
  random: systemRandom,
  wallClockMs,
  isAllowed: () => browser.permissions.contains({ origins: [LISTED_ORIGINS] }),
  wakeAt: (atMs) => listAlarm.set(atMs),
  onChange: () => snapshots.push(),
  onNewFronts: () => laterFronts.arrived(),
});
const language = new ChosenLanguage({
  store,
  stringsOf: bundledStrings,
  onChange: () => badge.refresh(),
});
const badge = new Badge({
  message: (key, ...substitutions) => language.message(key, ...substitutions),
  drawIcon,
});
const history = new StateHistory(browser.storage.session, wallClockMs);
const laterFronts = new LaterFronts(
  () => void turns.run(() => afterChange.restart()).catch(() => {}),
);
const sites = new SiteKeeper({ store, route: (routing) => proxy.routeSites(routing) });
const startWish = new StartWish(store);
const pause = new DirectPause(wallClockMs, () => void commands.answer({ type: 'end-direct' }));
const leakGuard = new LeakGuard({
  isPermitted: () => browser.permissions.contains({ permissions: ['privacy'] }),
  setting: privacySetting,
  shut: shutValues(platform),
  onChange: () => snapshots.push(),
});
const settled = Promise.withResolvers<void>();
const pairing = new Pairing({
  clock: systemClock,
  epochMs: wallClockMs,
  store,
  connect: (options) => HelperPort.connect(options),
  isPermitted: () => browser.permissions.contains(HELPER_PERMISSION),
  extensionVersion: browser.runtime.getManifest().version,
  onChange: () => snapshots.push(),
});
const helperWatch = new HelperWatch({
  clock: systemClock,
  check: () => pairing.check(),
  onFound: () => controller.retryNow(),
});

const proxy = makeProxy();
const controller = new Controller({
  clock: systemClock,
  isOnline,
  readSettings: async () => {
    const { proxyPort, helperProfileId, fastLink } = await store.settings();
    const health = await healthNotebook.book();
    return { preferredPort: proxyPort, helperProfileId, fastLink, health };
  },
  readProfile: async () => {
    const profile = await store.chosenProfile();
    return profile && subscriptions.withListed(profile);
  },
  makeTunnel: (settings, onTrouble) => {
    errorNames.watch();
    return new Tunnel(
      {
        ...{ platform, proxy, rules, gate, traffic, isOnline },
        clock: systemClock,
        random: systemRandom,
        routeMemory: () => notebook.memory(),
        explain: errorNames.explain,
        epochMs: Date.now,
        network,
        onListening: (helper) => systemScope.listening(helper),
        onSystemProxy: (status) => void systemScope.heard(status),
        connectHelper: pairing.connect,
      },
      settings,
      onTrouble,
    );
  },
  holdProxy: async () => {
    // Whatever starts the tunnel: rules, gate and setting are its own from here on.
    await trial.stop();
    await proxy.hold();
  },
  openProxyUntil: (untilMs) => proxy.openUntil(untilMs),
  releaseProxy: () => {
    errorNames.unwatch();
    listGate.close();
    return proxy.release();
  },
  onChange: (state) => {
    badge.show(state);
    history.note(state);
    keepWatch(state);
    leakGuard.follow(state);
    exitCheck.follow(state);
    subscriptions.follow(state);
    laterFronts.follow(state);
    helperWatch.follow(state);
    snapshots.push();
    frontFeed.push();
  },
});
const trial = new Trial({
  ...{ platform, proxy, rules, gate, isOnline, network, errorNames },
  clock: systemClock,
  random: systemRandom,
  epochMs: Date.now,
  isOff: () => controller.state.kind === 'off',
  readHealth: () => healthNotebook.book(),
  connectHelper: async (signal) => {
    const { helperProfileId } = await store.settings();
    return visitHelper(helperProfileId, systemClock, signal);
  },
});
const systemScope = new SystemScope({
  shelf: store,
  current: () => controller.tunnel?.helper ?? null,
  connect: async () => visitHelper((await store.settings()).helperProfileId, systemClock),
  proxyPort: () => controller.tunnel?.proxyPort ?? null,
  onChange: () => snapshots.push(),
});
const exitCheck = new ExitCheck({
  helper: () => controller.tunnel?.helper ?? null,
  epochMs: wallClockMs,
  onChange: () => snapshots.push(),
});
const begun = begin();
begun.finally(settled.resolve).catch(() => {});
const turns = new InTurn(begun);
const afterChange = new AfterChange({ controller, store, notebook, healthNotebook });
const subject = allSubjects({
  ...{ controller, store, notebook, healthNotebook, afterChange, trial, subscriptions, traffic },
  ...{ exitCheck, language, leakGuard, pairing, pause, startWish, systemScope },
  applySites: () => sites.apply(),
  forgetEverything: () =>
    forgetEverything({
      stop: async () => {
        await systemScope.release();
        await controller.stop();
      },
      erase: () => store.erase(),
      clock: systemClock,
    }),
});
const commands = new Commands(subject, turns);
const lastSnapshot = new LastSnapshot();
const snapshots = new SnapshotPort(
  () => commands.snapshot(),
  (snapshot) => lastSnapshot.keep(snapshot),
  // Pages may be held back meanwhile, and nobody would see why.
  () => void trial.stop(),
);
const frontFeed = new FrontFeed(async () => {
  const [profile, book] = await Promise.all([store.chosenProfile(), healthNotebook.book()]);
  if (!profile) return { profileId: null, rows: [] };
  const listed = await subscriptions.withListed(profile);
  const rows = frontRows(profile, listed, book.on(network.name), Date.now());
  return { profileId: profile.id, rows };
});
new ThroughputFeed(throughput);
const reporter = new Reporter({
  ...{ platform, store, controller, subscriptions, healthNotebook, network, history },
  epochMs: wallClockMs,
});

// Listeners must stand when the script has run once: an event that wakes the worker comes then.
browser.runtime.onMessage.addListener((message: unknown, sender: Runtime.MessageSender) => {
  if (sender.id !== browser.runtime.id) return undefined;
  return reporter.answer(message) ?? answer(message);
});
onToggleKey(() => void begun.catch(() => {}).then(toggle));
browser.runtime.onStartup.addListener(() => {});
const listAlarm = new ListAlarm(() => begun.then(() => subscriptions.refreshIfDue()));
begun.then(
  async () => {
    subscriptions.follow(controller.state);
    const wasLeftOff = await startWish.wasLeftOff();
    badge.show(controller.state, wasLeftOff && controller.state.kind === 'off');
    // Off is off for other programs too.
    if (wasLeftOff) void systemScope.release();
    snapshots.push();
    return subscriptions.arm();
  },
  () => {},
);
browser.permissions.onAdded.addListener((added) => {
  void leakGuard.renew();
  void startAnewFor(added, helperWatch.isGuideOpen);
  controller.retryNow();
  snapshots.push();
});
browser.permissions.onRemoved.addListener(() => {
  void controller.losePermission();
  snapshots.push();
});
watchForGuides(helperWatch);
openGuideWhenDue();
addEventListener('online', () => controller.retryNow());

async function answer(message: unknown): Promise<Answer> {
  const answer = await commands.answer(message);
  if (answer.ok) lastSnapshot.keep(answer.snapshot);
  return answer;
}

async function toggle(): Promise<void> {
  await answer({ type: controller.state.kind === 'off' ? 'switch-on' : 'switch-off' });
}

/** Takes up what was wanted when the worker, the extension or the browser ended. */
async function begin(): Promise<void> {
  // Without the rules, everything is for the tunnel.
  await sites.apply().catch(() => {});
  const wanted = await startWish.isWanted();
  const untilMs = wanted ? await pause.untilMs() : null;
  if (untilMs !== null) await controller.goDirect(untilMs);
  else if (wanted) controller.start();
  else await Promise.all([proxy.release(), leakGuard.renew()]);
}

function makeProxy(): BrowserProxy {
  return platform === 'chromium'
    ? new ChromiumProxy(onProxyControl)
    : new FirefoxProxy(settled.promise, onProxyControl, systemClock, listUrls);
}

function openExchange(): LinkPipe {
  if (!controller.tunnel) throw new LinkError('LINK_LOST', 'There is no tunnel, nor helper.');
  return controller.tunnel.openExchange();
}

function onProxyControl(lost: Reason | null): void {
  if (!lost) return controller.retryNow();
  // Before anything else, and without waiting: nothing may leave by another's proxy setting.
  gate.close();
  listGate.close();
  void trial.stop();
  controller.loseProxy(lost);
}
