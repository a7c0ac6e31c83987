import { act } from 'preact/test-utils';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { KeptSnapshot } from '../../../src/background/last-snapshot/last-snapshot.ts';
import { keptSnapshot } from '../../../src/popup/first-paint/kept-snapshot.ts';
import { message } from '../../../src/popup/messages.ts';
import { fakeBrowser } from '../fake-browser.ts';
import { closePopup, find, openPopup, textOf } from '../open-popup.tsx';
import { aSnapshot, ON } from '../snapshots.ts';

vi.mock('webextension-polyfill', async () => ({
  default: (await import('../fake-browser.ts')).fakeBrowser,
}));

const KEPT: KeptSnapshot = { version: __VERSION__, snapshot: aSnapshot({ state: ON }) };

const stored = (value: unknown) =>
  fakeBrowser.storage.session.get.mockResolvedValue({ 'last-snapshot': value });

beforeEach(() => {
  fakeBrowser.storage.session.get.mockReset();
});
afterEach(closePopup);

test('reads what the background kept', async () => {
  stored(KEPT);
  expect(await keptSnapshot()).toEqual(KEPT.snapshot);
});

test.each([
  ['nothing', undefined],
  ['what another version kept', { ...KEPT, version: '0.0.1' }],
  ['what is no snapshot', { ...KEPT, snapshot: 'on' }],
])('reads no %s', async (_, value) => {
  stored(value);
  expect(await keptSnapshot()).toBeNull();
});

test('shows what was kept as busy and out of reach, until the background speaks', async () => {
  const { model } = await openPopup(null);
  await act(() => model.recall(KEPT.snapshot));
  expect(textOf('.power-word')).toContain(message('state_on'));
  expect(textOf('.power-word')).toContain(message('status_updating'));
  expect(find('main').getAttribute('aria-busy')).toBe('true');
  expect(find('.view').hasAttribute('inert')).toBe(true);

  await act(() => model.hear(aSnapshot()));
  expect(textOf('.power-word')).toBe(message('state_off'));
  expect(find('main').getAttribute('aria-busy')).toBe('false');
  expect(find('.view').hasAttribute('inert')).toBe(false);
});

test('what was kept never takes the place of what the background says', async () => {
  const { model } = await openPopup(aSnapshot());
  await act(() => model.recall(KEPT.snapshot));
  expect(textOf('.power-word')).toBe(message('state_off'));
});

test('says that it waits when the background stays away, whatever was kept', async () => {
  const { model } = await openPopup(null);
  await act(() => model.recall(KEPT.snapshot));
  await act(() => model.hear(null));
  expect(textOf('.power-word')).toBe(message('state_waiting'));
});
