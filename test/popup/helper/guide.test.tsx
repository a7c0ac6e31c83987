import { act } from 'preact/test-utils';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { exportLink } from '../../../src/meek/fronts/export/link.ts';
import { message } from '../../../src/popup/messages.ts';
import { fakeBrowser, ports } from '../fake-browser.ts';
import { buttonNamed, click, closePopup, find, openPopup, textOf } from '../open-popup.tsx';
import { A_PAIRING, aSnapshot, HOME, ON } from '../snapshots.ts';

vi.mock('webextension-polyfill', async () => ({
  default: (await import('../fake-browser.ts')).fakeBrowser,
}));

beforeEach(() => {
  ports.length = 0;
  fakeBrowser.permissions.request.mockReset().mockResolvedValue(true);
  fakeBrowser.runtime.getPlatformInfo.mockResolvedValue({ os: 'linux', arch: 'x86-64' });
});
afterEach(closePopup);

const CHECK = { atMs: 0, tookMs: 120, reason: null, browserText: null };
const UNPERMITTED = aSnapshot({ pairing: { ...A_PAIRING, isPermitted: false } });

const doneSteps = () =>
  [...document.querySelectorAll('.guide-step')].map((step) => step.getAttribute('data-done'));

test('has six steps, of which none is done at first', async () => {
  await openPopup({ ...UNPERMITTED, profiles: [], chosenProfileId: null }, 'setup');
  expect(doneSteps()).toEqual(['false', 'false', 'false', 'false', 'false', 'false']);
  expect(textOf('.guide-introduction')).toContain(message('guide_data'));
  expect(textOf('.guide-without')).toContain(message('guide_without'));
});

test('asks for the permission at the click, then has the helper looked for', async () => {
  const { send } = await openPopup(UNPERMITTED, 'setup');
  await click(buttonNamed(message('allow')));
  const wanted = { permissions: ['nativeMessaging'] };
  expect(fakeBrowser.permissions.request).toHaveBeenCalledExactlyOnceWith(wanted);
  expect(send).toHaveBeenCalledExactlyOnceWith({ type: 'check-helper' });
});

test('says so when the permission is refused, and looks for nothing', async () => {
  fakeBrowser.permissions.request.mockResolvedValue(false);
  const { send } = await openPopup(UNPERMITTED, 'setup');
  await click(buttonNamed(message('allow')));
  expect(textOf('[role=alert]')).toBe(message('helper_permission_refused'));
  expect(send).not.toHaveBeenCalled();
});

test.each([
  ['linux', 'x86-64', 'frontage-1.2.3-linux-x64', 'chmod +x'],
  ['linux', 'aarch64', 'frontage-1.2.3-linux-arm64', './frontage'],
  ['mac', 'arm64', 'frontage-1.2.3-darwin-arm64', './frontage'],
  ['win', 'x86-64', 'frontage-1.2.3-win32-x64.exe', '.\\frontage'],
])('on %s %s it names the file and the line', async (os, arch, file, part) => {
  fakeBrowser.runtime.getPlatformInfo.mockResolvedValue({ os, arch });
  await openPopup(UNPERMITTED, 'setup');
  await act(async () => {});
  const [name, line] = [...document.querySelectorAll('code')].map((code) => code.textContent);
  expect(name).toBe(file);
  expect(line).toContain(part);
  expect(line).toMatch(/ install$/);
  expect(textOf('.guide-steps')).toContain('SHA256SUMS');
});

test('says where there is no helper for the system', async () => {
  fakeBrowser.runtime.getPlatformInfo.mockResolvedValue({ os: 'cros', arch: 'x86-64' });
  await openPopup(UNPERMITTED, 'setup');
  await act(async () => {});
  expect(textOf('.guide-steps')).toContain(message('guide_no_platform'));
  expect(document.querySelector('code')).toBeNull();
});

test('turns green by itself with the first hello', async () => {
  const { model } = await openPopup(aSnapshot(), 'setup');
  expect(doneSteps()).toEqual(['true', 'true', 'false', 'false', 'false', 'false']);
  expect(textOf('.helper-state')).toBe(message('guide_waiting'));
  await act(() => {
    model.snapshot.value = aSnapshot({ pairing: { ...A_PAIRING, lastCheck: CHECK } });
  });
  expect(doneSteps()).toEqual(['true', 'true', 'true', 'true', 'true', 'false']);
  expect(textOf('.helper-state')).toBe(message('helper_ready'));
  expect(find('.helper-state').getAttribute('data-tone')).toBe('good');
});

test('takes a link as it is pasted, and asks for all that it needs at once', async () => {
  const { id, ...home } = HOME;
  const { text } = await exportLink(home, { withSecrets: true });
  const { send } = await openPopup(
    { ...UNPERMITTED, profiles: [], chosenProfileId: null },
    'setup',
  );
  const field = find<HTMLTextAreaElement>('#import-text');
  await act(() => {
    field.value = text;
    field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertFromPaste' }));
  });
  await vi.waitFor(() => find('.preview'), { interval: 1 });
  await click(buttonNamed(message('save')));
  expect(fakeBrowser.permissions.request).toHaveBeenCalledExactlyOnceWith({
    origins: expect.arrayContaining(['https://cdn.example/*']),
    permissions: ['privacy', 'nativeMessaging'],
  });
  expect(send).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ type: 'confirm-import' }));
});

test('switches on once there is a helper, asking for what may be missing', async () => {
  const { model, send } = await openPopup(aSnapshot(), 'setup');
  expect(buttonNamed(message('left_off_on')).disabled).toBe(true);
  await act(() => {
    model.snapshot.value = aSnapshot({ pairing: { ...A_PAIRING, lastCheck: CHECK } });
  });
  await click(buttonNamed(message('left_off_on')));
  expect(fakeBrowser.permissions.request).toHaveBeenCalledOnce();
  expect(send).toHaveBeenCalledExactlyOnceWith({ type: 'switch-on' });
  await act(() => {
    model.snapshot.value = aSnapshot({ state: ON });
  });
  expect(doneSteps().at(-1)).toBe('true');
  expect(textOf('.guide-steps')).toContain(message('status_on'));
});

test('has the background look while it is open, also after its worker was restarted', async () => {
  vi.useFakeTimers();
  await openPopup(aSnapshot(), 'setup');
  await act(async () => {});
  expect(ports.map(({ name }) => name)).toEqual(['helper-guide']);
  ports[0]?.drop();
  vi.advanceTimersByTime(1_000);
  expect(ports).toHaveLength(2);
  window.dispatchEvent(new Event('focus'));
  expect(ports.map(({ isDisconnected }) => isDisconnected)).toEqual([true, true, false]);
  await act(async () => closePopup());
  expect(ports[2]?.isDisconnected).toBe(true);
  vi.useRealTimers();
});

test('leads on to the main view', async () => {
  const { model } = await openPopup(aSnapshot(), 'setup');
  await click(buttonNamed(message('guide_leave')));
  expect(model.view.value).toBe('tunnel');
});
