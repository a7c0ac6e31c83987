import { beforeEach, expect, test, vi } from 'vitest';
import { Backstop } from '../../src/background/leak-guard/firefox/backstop.ts';
import type { TunnelState } from '../../src/background/state.ts';
import { fakeBrowser, resetFakeBrowser } from './fake-browser.ts';

vi.mock('webextension-polyfill', async () => ({
  default: (await import('./fake-browser.ts')).fakeBrowser,
}));

const OFF: TunnelState = { kind: 'off' };
const STARTING: TunnelState = { kind: 'starting', step: 'helper' };
const DIRECT: TunnelState = { kind: 'direct', untilMs: 0 };

const { updateDynamicRules } = fakeBrowser.declarativeNetRequest;
const { settings } = fakeBrowser.proxy;

const actionsSet = () =>
  updateDynamicRules.mock.lastCall?.[0].addRules?.map(({ action }) => action.type);

let backstop: Backstop;

beforeEach(() => {
  resetFakeBrowser();
  backstop = new Backstop();
});

async function follow(...states: TunnelState[]): Promise<void> {
  for (const state of states) {
    backstop.follow(state);
    await backstop.renew();
  }
}

test('while it is asked about all, pages are not blocked, and the setting leads nowhere', async () => {
  await follow(STARTING);
  expect(actionsSet()).toEqual([]);
  const value = { proxyType: 'manual', socks: '127.0.0.1:9', proxyDNS: true, passthrough: '' };
  expect(settings.set).toHaveBeenLastCalledWith({ value: expect.objectContaining(value) });
  expect(settings.clear).not.toHaveBeenCalled();
});

test('without the permission pages are blocked: all types of requests but the extension’s own', async () => {
  fakeBrowser.permissions.contains.mockResolvedValue(false);
  await follow(STARTING);
  expect(actionsSet()).toEqual(['block']);
  const [rule] = updateDynamicRules.mock.lastCall?.[0].addRules ?? [];
  expect(rule?.condition).toEqual({
    excludedResourceTypes: [],
    excludedInitiatorDomains: ['abcdef'],
  });
});

test('they are blocked when nobody can tell whether it may see them', async () => {
  fakeBrowser.permissions.contains.mockRejectedValue(new Error('gone'));
  await follow(STARTING);
  expect(actionsSet()).toEqual(['block']);
});

test.each([OFF, DIRECT])('all is given back: $kind', async (state) => {
  fakeBrowser.permissions.contains.mockResolvedValue(false);
  await follow(STARTING, state);
  expect(actionsSet()).toEqual([]);
  expect(updateDynamicRules.mock.lastCall?.[0].removeRuleIds).toEqual([1]);
  expect(settings.clear).toHaveBeenCalled();
});

test('at a start without a wish, what stood before is given back', async () => {
  await backstop.renew();
  expect(updateDynamicRules).toHaveBeenCalledWith({ removeRuleIds: [1], addRules: [] });
  expect(settings.clear).toHaveBeenCalledOnce();
});

test('a setting that Firefox refuses keeps no page from being blocked', async () => {
  fakeBrowser.permissions.contains.mockResolvedValue(false);
  settings.set.mockRejectedValue(new Error('proxy.settings requires private browsing permission.'));
  await follow(STARTING);
  expect(actionsSet()).toEqual(['block']);
});
