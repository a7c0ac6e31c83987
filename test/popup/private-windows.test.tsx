import { act } from 'preact/test-utils';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { message } from '../../src/popup/messages.ts';
import { arePrivateWindowsOutside } from '../../src/popup/private-windows.ts';
import { fakeBrowser } from './fake-browser.ts';
import { closePopup, openPopup, textOf } from './open-popup.tsx';
import { aSnapshot } from './snapshots.ts';

vi.mock('webextension-polyfill', async () => ({
  default: (await import('./fake-browser.ts')).fakeBrowser,
}));

const { getURL } = fakeBrowser.runtime;
const inFirefox = (path: string) => `moz-extension://abc/${path}`;
const inChromium = (path: string) => `chrome-extension://abc/${path}`;

beforeEach(() => {
  fakeBrowser.extension.isAllowedIncognitoAccess.mockResolvedValue(false);
});

afterEach(() => {
  getURL.mockImplementation(inChromium);
  closePopup();
});

test('Firefox leaves private windows outside until it is allowed', async () => {
  getURL.mockImplementation(inFirefox);
  expect(await arePrivateWindowsOutside()).toBe(true);
  fakeBrowser.extension.isAllowedIncognitoAccess.mockResolvedValue(true);
  expect(await arePrivateWindowsOutside()).toBe(false);
});

test('Chromium’s setting holds in them too', async () => {
  getURL.mockImplementation(inChromium);
  expect(await arePrivateWindowsOutside()).toBe(false);
});

test('it is said while the tunnel is on, and not while it is off', async () => {
  const { model } = await openPopup(aSnapshot({ state: { kind: 'off' } }));
  const text = message('private_windows_outside');
  await act(() => {
    model.arePrivateWindowsOutside.value = true;
  });
  expect(textOf('main')).not.toContain(text);
  const state = { kind: 'on', front: 'a.example', proxyPort: 1080, sinceMs: 0 } as const;
  await act(() => {
    model.snapshot.value = aSnapshot({ state });
  });
  expect(textOf('main')).toContain(text);
});
