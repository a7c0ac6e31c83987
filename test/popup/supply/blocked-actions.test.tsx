import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { degraded } from '../../../src/background/state.ts';
import type { SubscriptionStatus } from '../../../src/background/supply/status.ts';
import { message } from '../../../src/popup/messages.ts';
import { fakeBrowser } from '../fake-browser.ts';
import { buttonNamed, click, closePopup, openPopup, textOf } from '../open-popup.tsx';
import { aSnapshot, HOME, ON } from '../snapshots.ts';

vi.mock('webextension-polyfill', async () => ({
  default: (await import('../fake-browser.ts')).fakeBrowser,
}));

beforeEach(() => {
  fakeBrowser.permissions.request.mockReset().mockResolvedValue(true);
});
afterEach(closePopup);

const BLOCKED = degraded('fronts-blocked', 1080);

const SUBSCRIPTION: SubscriptionStatus = {
  profileId: HOME.id,
  urls: ['https://lists.example/harbour.json'],
  publicKey: '11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=',
  mayFetchDirectly: false,
  progress: 'idle',
  way: 'helper',
  list: null,
  last: null,
};

test('a person whose fronts are all blocked can fetch a new list, import, and test them', async () => {
  const { send } = await openPopup(
    aSnapshot({ state: BLOCKED, subscriptions: [SUBSCRIPTION] }),
    'tunnel',
  );
  expect(textOf('.blocked-actions')).toContain(message('refresh_directly_hint'));
  await click(buttonNamed(message('refresh_directly')));
  const request = { type: 'refresh-subscription', profileId: HOME.id, mayLeaveTunnel: true };
  await vi.waitFor(() => expect(send).toHaveBeenCalledExactlyOnceWith(request));
  await click(buttonNamed(message('vet_fronts')));
  expect(send).toHaveBeenLastCalledWith({ type: 'vet-fronts' });
  await click(buttonNamed(message('import_open')));
  expect(document.querySelector('#import-text')).not.toBeNull();
});

test('nothing of that is offered while the tunnel is on, or breaks elsewhere', async () => {
  for (const state of [ON, degraded('helper-stopped', 1080)]) {
    await openPopup(aSnapshot({ state, subscriptions: [SUBSCRIPTION] }), 'tunnel');
    expect(document.querySelector('.blocked-actions')).toBeNull();
    closePopup();
  }
});
