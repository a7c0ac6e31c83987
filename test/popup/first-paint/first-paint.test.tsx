import { act } from 'preact/test-utils';
import { afterEach, expect, test, vi } from 'vitest';
import type { KeptSnapshot } from '../../../src/background/last-snapshot/last-snapshot.ts';
import { snapshotIn } from '../../../src/popup/first-paint/kept-snapshot.ts';
import { message } from '../../../src/popup/messages.ts';
import { closePopup, find, openPopup, textOf } from '../open-popup.tsx';
import { aSnapshot, ON } from '../snapshots.ts';

vi.mock('webextension-polyfill', async () => ({
  default: (await import('../fake-browser.ts')).fakeBrowser,
}));

const KEPT: KeptSnapshot = { version: __VERSION__, snapshot: aSnapshot({ state: ON }) };

const kept = (value: unknown) => snapshotIn({ 'last-snapshot': value });

afterEach(closePopup);

test('reads what the background kept', async () => {
  expect(kept(KEPT)).toEqual(KEPT.snapshot);
});

test.each([
  ['nothing', undefined],
  ['what another version kept', { ...KEPT, version: '0.0.1' }],
  ['what is no snapshot', { ...KEPT, snapshot: 'on' }],
])('reads no %s', (_, value) => {
  expect(kept(value)).toBeNull();
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
