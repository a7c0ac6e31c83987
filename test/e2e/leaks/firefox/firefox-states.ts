import { expect, test } from 'vitest';
import { expectAllSeen, ofPages } from '../seen.ts';
import { tryAsPage, watch } from '../watch.ts';
import type { WatchedBrowser } from '../watched-browser.ts';
import {
  addOnVersion,
  allowInPrivateWindows,
  disableAddOn,
  enableAddOn,
  grantHosts,
  updateAddOn,
} from './add-on.ts';

export const FIREFOX_TAGS = ['disabled', 'enabled', 'revoked', 'private', 'idle'];

const NEXT_VERSION = '9.0.0';

/** The states that Chromium does not have, or gets into in another way. The tunnel is on. */
export function testFirefoxStates(watched: () => WatchedBrowser): void {
  const revoke = async () => {
    const { extension, is } = watched();
    await extension.page.evaluate(() => chrome.permissions.remove({ origins: ['<all_urls>'] }));
    await is('failed');
    const ruleCount = () =>
      extension.page.evaluate(async () => {
        const rules = await chrome.declarativeNetRequest.getDynamicRules();
        return rules.length;
      });
    await expect.poll(ruleCount).toBe(1);
  };
  const grant = async () => {
    await grantHosts(watched().browser, '<all_urls>');
    await watched().is('on');
  };

  test('when an update has come, they see nothing, and it is there after the next start', async () => {
    const { stack, browser, network } = watched();
    const seen = await watch(network, async () => {
      const tried = tryAsPage(browser, 'updated');
      await updateAddOn(browser, stack.browserOptions.home, NEXT_VERSION);
      await tried;
      await watched().restart('updated');
    });
    expect(ofPages(seen)).toEqual([]);
    expect(await addOnVersion(watched().browser)).toBe(NEXT_VERSION);
    await watched().reopen();
    await watched().is('on');
  });

  test('while it is disabled, they see all of it, and nothing once it is back', async () => {
    await disableAddOn(watched().browser);
    expectAllSeen(await watched().tryAs('disabled'), 'disabled', 'firefox');
    await enableAddOn(watched().browser);
    await watched().reopen();
    await watched().is('on');
    expect(ofPages(await watched().tryAs('enabled'))).toEqual([]);
  });

  test('without the permission for all sites, they see no more than a name', async () => {
    await revoke();
    const seen = ofPages(await watched().tryAs('revoked'));
    // Firefox looks up a WebSocket's name before it asks any extension whether it may.
    expect(new Set(seen.map(({ what }) => what))).toEqual(new Set(['socket-revoked.example']));
    await grant();
  });

  test('allowed in private windows, they see nothing without it', async () => {
    await allowInPrivateWindows(watched().browser);
    await watched().reopen();
    await watched().is('on');
    await revoke();
    expect(ofPages(await watched().tryAs('private'))).toEqual([]);
    await grant();
  });
}
