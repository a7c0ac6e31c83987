import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Snapshot } from '../../../src/background/messages.ts';
import type { RefreshCode, SubscriptionStatus } from '../../../src/background/supply/status.ts';
import { message } from '../../../src/popup/messages.ts';
import { fakeBrowser } from '../fake-browser.ts';
import { buttonNamed, click, closePopup, find, openPopup, textOf } from '../open-popup.tsx';
import { aSnapshot, HOME, ON, WORK } from '../snapshots.ts';

vi.mock('webextension-polyfill', async () => ({
  default: (await import('../fake-browser.ts')).fakeBrowser,
}));

beforeEach(() => {
  fakeBrowser.permissions.request.mockReset().mockResolvedValue(true);
});
afterEach(closePopup);

function aStatus(changes: Partial<SubscriptionStatus> = {}): SubscriptionStatus {
  return {
    profileId: HOME.id,
    urls: ['https://lists.example/harbour.json'],
    publicKey: '11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=',
    mayFetchDirectly: false,
    progress: 'idle',
    way: 'tunnel',
    list: { number: 17, fronts: 1_200, expiresAtMs: Date.UTC(2030, 0, 15) },
    last: null,
    ...changes,
  };
}

const open = (status: Partial<SubscriptionStatus> = {}, changes: Partial<Snapshot> = {}) =>
  openPopup(aSnapshot({ state: ON, subscriptions: [aStatus(status)], ...changes }), 'fronts');

test('says which list is in use, and until when it is valid', async () => {
  await open();
  expect(textOf('.subscription')).toMatch(/List 17 with 1,200 fronts, valid until Jan 1[45], 2030/);
});

test('says that no list has come yet', async () => {
  await open({ list: null });
  expect(textOf('.subscription')).toContain(message('subscription_no_list'));
});

test('is not shown for a profile that has none', async () => {
  await open({ profileId: WORK.id });
  expect(document.querySelector('.subscription')).toBeNull();
});

describe('says what asking for it came to', () => {
  test.each<[RefreshCode, string, string]>([
    ['updated', 'refresh_updated', 'hint'],
    ['unchanged', 'refresh_unchanged', 'hint'],
    ['bad-signature', 'refresh_bad_signature', 'warning'],
    ['closed', 'refresh_closed', 'warning'],
  ])('%s', async (code, key, kind) => {
    await open({ last: { code, atMs: 0 } });
    expect(textOf(`.subscription .${kind}`)).toContain(message(key as 'refresh_updated'));
  });

  test('and why a list cannot be read', async () => {
    await open({ last: { code: 'bad-json', atMs: 0 } });
    const sentence = message('refresh_unreadable', message('import_bad_json'));
    expect(textOf('.subscription .warning')).toContain(sentence);
  });
});

test('is refreshed on a click, in which the browser is asked for any site', async () => {
  const { send } = await open();
  buttonNamed(message('refresh_now')).click();
  expect(fakeBrowser.permissions.request).toHaveBeenCalledOnce();
  const [[asked]] = fakeBrowser.permissions.request.mock.calls as [[{ origins: string[] }]];
  expect(asked.origins).toContain('https://*/*');
  const request = { type: 'refresh-subscription', profileId: HOME.id, mayLeaveTunnel: false };
  await vi.waitFor(() => expect(send).toHaveBeenCalledExactlyOnceWith(request));
});

test('without the permission it is not refreshed', async () => {
  fakeBrowser.permissions.request.mockResolvedValue(false);
  const { send } = await open();
  await click(buttonNamed(message('refresh_now')));
  expect(textOf('[role=alert]')).toBe(message('permission_still_missing'));
  expect(send).not.toHaveBeenCalled();
});

test.each(['direct', 'helper'] as const)(
  'where it would go outside the tunnel (%s), the button says so, and a click means it',
  async (way) => {
    const { send } = await open({ way });
    expect(textOf('.subscription')).toContain(message('refresh_directly_hint'));
    buttonNamed(message('refresh_directly')).click();
    const request = { type: 'refresh-subscription', profileId: HOME.id, mayLeaveTunnel: true };
    await vi.waitFor(() => expect(send).toHaveBeenCalledExactlyOnceWith(request));
  },
);

test('while it is being refreshed it says so and is not asked for twice', async () => {
  await open({ progress: 'refreshing' });
  expect(textOf('.subscription [role=status]')).toContain(message('refreshing'));
  expect(buttonNamed(message('refresh_now')).disabled).toBe(true);
});

test('may be refreshed by itself without the tunnel only when that is ticked', async () => {
  const { send } = await open();
  expect(find<HTMLInputElement>('.subscription input').checked).toBe(false);
  await click(find('.subscription input'));
  const request = { type: 'allow-direct-refresh', profileId: HOME.id, isAllowed: true };
  expect(send).toHaveBeenCalledExactlyOnceWith(request);
});

test('is ended only after asking', async () => {
  const { send } = await open();
  await click(buttonNamed(message('subscription_remove')));
  expect(send).not.toHaveBeenCalled();
  await click(buttonNamed(message('subscription_remove')));
  const request = { type: 'remove-subscription', profileId: HOME.id };
  expect(send).toHaveBeenCalledExactlyOnceWith(request);
});
