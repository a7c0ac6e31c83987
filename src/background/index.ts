import browser from 'webextension-polyfill';
import { bundledStrings } from '../language/bundled-strings.ts';
import { LinkError } from '../link/errors.ts';
import { Badge } from './badge/badge.ts';
import { drawIcon } from './badge/icon.ts';
import { begin } from './begin.ts';
import { DirectPause } from './direct/direct-pause.ts';
import { ChosenLanguage } from './language/chosen-language.ts';
import { LeakGuard } from './leak-guard/leak-guard.ts';
import { privacySetting, shutValues } from './leak-guard/privacy-settings.ts';
import { openGuideWhenDue } from './pairing/first-guide.ts';
import { startAnewFor } from './pairing/fresh-start.ts';
import { watchForGuides } from './pairing/guide-port.ts';
import { HelperWatch } from './pairing/helper-watch.ts';
import { onToggleKey } from './shortcut.ts';
import { StartWish } from './start-wish.ts';
import { keepWatch } from './watchdog.ts';
import { wireCommands } from './wiring/commands.ts';
import { wireFirefox } from './wiring/firefox.ts';
import { layFoundation } from './wiring/foundation.ts';
import { wireHelper } from './wiring/helper.ts';
import { wirePages } from './wiring/pages.ts';
import { wireSupply } from './wiring/supply.ts';
import { wireTunnel } from './wiring/tunnel.ts';

// Listeners must stand when the script has run once: an event that wakes the worker comes then.

const base = layFoundation();
const { platform, store, clock, proxy, sites, begun, states, changes } = base;
const supply = wireSupply(base, () => {
  if (!controller.tunnel) throw new LinkError('LINK_LOST', 'There is no tunnel, nor helper.');
  return controller.tunnel.openExchange();
});
const helperSide = wireHelper(base);
const tunnelSide = wireTunnel(base, helperSide, supply);
const { controller, systemScope } = tunnelSide;
const { pairing } = helperSide;
const furtherGuards = wireFirefox(base, tunnelSide);

const language = new ChosenLanguage({
  store,
  stringsOf: bundledStrings,
  onChange: () => badge.refresh(),
});
const badge = new Badge({
  message: (key, ...substitutions) => language.message(key, ...substitutions),
  drawIcon,
});
const startWish = new StartWish(store);
const pause = new DirectPause(base.epochMs, () => void commands.answer({ type: 'end-direct' }));
const leakGuard = new LeakGuard({
  isPermitted: () => browser.permissions.contains({ permissions: ['privacy'] }),
  setting: privacySetting,
  shut: shutValues(platform),
  onChange: changes.tell,
});
const helperWatch = new HelperWatch({
  clock,
  check: () => pairing.check(),
  onFound: () => controller.retryNow(),
});
states.follow((state) => {
  badge.show(state);
  keepWatch(state);
  leakGuard.follow(state);
  helperWatch.follow(state);
});

const own = { language, leakGuard, pairing, pause, startWish };
const commands = wireCommands(base, supply, tunnelSide, own);
const answer = wirePages(base, supply, tunnelSide, commands);

onToggleKey(() => {
  const toggle = () =>
    answer({ type: controller.state.kind === 'off' ? 'switch-on' : 'switch-off' });
  void begun.promise.catch(() => {}).then(toggle);
});
browser.runtime.onStartup.addListener(() => {});
browser.permissions.onAdded.addListener((added) => {
  void leakGuard.renew();
  void startAnewFor(added, helperWatch.isGuideOpen);
  controller.retryNow();
  changes.tell();
});
browser.permissions.onRemoved.addListener(() => {
  void controller.losePermission();
  changes.tell();
});
watchForGuides(helperWatch);
openGuideWhenDue();
addEventListener('online', () => controller.retryNow());

const guards = [leakGuard, ...furtherGuards];
begin({ sites, startWish, pause, controller, proxy, guards }).then(begun.resolve, begun.reject);
begun.promise.then(showHowItBegan, () => {});

async function showHowItBegan(): Promise<void> {
  supply.subscriptions.follow(controller.state);
  const wasLeftOff = await startWish.wasLeftOff();
  badge.show(controller.state, wasLeftOff && controller.state.kind === 'off');
  // Off is off for other programs too.
  if (wasLeftOff) void systemScope.release();
  changes.tell();
  await supply.subscriptions.arm();
}
