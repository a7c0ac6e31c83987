import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { degraded, failed } from '../../src/background/state.ts';
import { message } from '../../src/popup/messages.ts';
import { fakeBrowser } from './fake-browser.ts';
import { buttonNamed, click, closePopup, openPopup, textOf } from './open-popup.tsx';
import { aSnapshot, HOME } from './snapshots.ts';

vi.mock('webextension-polyfill', async () => ({
  default: (await import('./fake-browser.ts')).fakeBrowser,
}));

beforeEach(() => {
  fakeBrowser.permissions.request.mockReset().mockResolvedValue(true);
  fakeBrowser.extension.getViews.mockReturnValue([]);
});
afterEach(closePopup);

const names = () => [...document.querySelectorAll('.status button')].map((b) => b.textContent);

test.each([
  ['helper-missing', 'helper_set_up', 'setup'],
  ['helper-gone', 'helper_repair', 'setup'],
  ['helper-not-allowed', 'helper_repair', 'setup'],
  ['helper-ended-early', 'helper_repair', 'setup'],
  ['helper-protocol', 'helper_repair', 'setup'],
  ['helper-incompatible', 'helper_update', 'setup'],
  ['helper-start-failed', 'helper_diagnose', 'helper'],
] as const)('%s leads on, and can be tried again', async (reason, label, view) => {
  const { model } = await openPopup(aSnapshot({ state: failed(reason) }));
  expect(names()).toEqual([message(label), message('retry')]);
  await click(buttonNamed(message(label)));
  expect(model.view.value).toBe(view);
});

test.each([
  ['helper-no-port', 'helper_change_port'],
  ['helper-silent', 'helper_diagnose'],
  ['helper-reported-error', 'helper_diagnose'],
] as const)('%s is tried again by itself, and leads to the helper', async (reason, label) => {
  const { model } = await openPopup(aSnapshot({ state: degraded(reason, null) }));
  expect(names()).toEqual([message(label)]);
  await click(buttonNamed(message(label)));
  expect(model.view.value).toBe('helper');
});

test.each(['token-refused', 'wrong-server-key'] as const)(
  '%s leads to what has to be corrected',
  async (reason) => {
    const { model } = await openPopup(aSnapshot({ state: failed(reason) }));
    expect(names()).toEqual([message('edit_profile'), message('retry')]);
    await click(buttonNamed(message('edit_profile')));
    expect(model.draft.value?.id).toBe(HOME.id);
  },
);

test('no-front leads to the fronts', async () => {
  const { model } = await openPopup(aSnapshot({ state: failed('no-front') }));
  await click(buttonNamed(message('show_fronts')));
  expect(model.view.value).toBe('fronts');
});

test('helper-permission-missing asks for that alone, then tries again', async () => {
  const { send } = await openPopup(aSnapshot({ state: failed('helper-permission-missing') }));
  await click(buttonNamed(message('allow')));
  const wanted = { permissions: ['nativeMessaging'] };
  expect(fakeBrowser.permissions.request).toHaveBeenCalledExactlyOnceWith(wanted);
  expect(send).toHaveBeenCalledExactlyOnceWith({ type: 'switch-on' });
});

test('helper-permission-missing, and refused: says so and sends nothing', async () => {
  fakeBrowser.permissions.request.mockResolvedValue(false);
  const { send } = await openPopup(aSnapshot({ state: failed('helper-permission-missing') }));
  await click(buttonNamed(message('allow')));
  expect(textOf('[role=alert]')).toBe(message('helper_permission_refused'));
  expect(send).not.toHaveBeenCalled();
});

test('a missing helper comes with a word on Snap and Flatpak', async () => {
  await openPopup(aSnapshot({ state: failed('helper-missing') }));
  expect(textOf('[role=status]')).toContain('Flatpak');
});
