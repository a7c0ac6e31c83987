import { beforeEach, expect, test, vi } from 'vitest';
import en from '../../../public/_locales/en/messages.json' with { type: 'json' };
import fa from '../../../public/_locales/fa/messages.json' with { type: 'json' };
import { Badge } from '../../../src/background/badge/badge.ts';
import { degraded, failed, type TunnelState } from '../../../src/background/state.ts';
import { fillString, type Strings } from '../../../src/language/strings.ts';

const action = vi.hoisted(() => ({
  setBadgeBackgroundColor: vi.fn(async (_: object) => {}),
  setBadgeText: vi.fn(async (_: { text: string }) => {}),
  setIcon: vi.fn(async (_: { imageData: unknown }) => {}),
  setTitle: vi.fn(async (_: { title: string }) => {}),
}));
vi.mock('webextension-polyfill', () => ({ default: { action } }));

const ON: TunnelState = { kind: 'on', front: 'cdn.example', proxyPort: 1080, sinceMs: 0 };
const STATES: TunnelState[] = [
  { kind: 'off' },
  { kind: 'starting', step: 'front' },
  ON,
  degraded('fronts-blocked', 1080),
  failed('helper-missing'),
];

function badgeUnderTest() {
  const spoken: { strings: Strings } = { strings: en };
  const badge = new Badge({
    message: async (key, ...texts) => fillString(spoken.strings, key, texts),
    drawIcon: (shape) => ({ 16: shape as unknown as ImageData }),
  });
  /** Everything that was asked for has been done after a turn of the event loop. */
  const settled = () => new Promise((resolve) => setTimeout(resolve));
  return { badge, spoken, settled };
}

beforeEach(() => {
  for (const set of Object.values(action)) set.mockClear();
});

test('each state has a look of its own without its colour, and a title of its own', async () => {
  const { badge, settled } = badgeUnderTest();
  for (const state of STATES) {
    badge.show(state);
    await settled();
  }
  const texts = action.setBadgeText.mock.calls.map(([{ text }]) => text);
  const icons = action.setIcon.mock.calls.map(([{ imageData }]) => JSON.stringify(imageData));
  expect(new Set(texts.map((text, index) => text + icons[index])).size).toBe(STATES.length);
  expect(action.setTitle.mock.calls.map(([{ title }]) => title)).toEqual([
    'Frontage: Off',
    'Frontage: Starting',
    'Frontage: On',
    'Frontage: Interrupted. Problem with the front',
    'Frontage: Stopped. Problem with the helper',
  ]);
});

test('off after a start of the browser is told apart from off', async () => {
  const { badge, settled } = badgeUnderTest();
  badge.show({ kind: 'off' }, true);
  await settled();
  badge.show({ kind: 'off' });
  await settled();
  expect(action.setBadgeText.mock.calls.map(([{ text }]) => text)).toEqual(['off', '']);
});

test('writes nothing that stands there already', async () => {
  const { badge, settled } = badgeUnderTest();
  badge.show(ON);
  badge.show({ ...ON, front: 'other.example' });
  badge.refresh();
  await settled();
  for (const set of Object.values(action)) expect(set).toHaveBeenCalledTimes(1);
});

test('states that pass faster than they can be shown are left out', async () => {
  const { badge, settled } = badgeUnderTest();
  for (const state of [...STATES, ON]) badge.show(state);
  await settled();
  expect(action.setBadgeText.mock.calls).toEqual([[{ text: '✓' }]]);
});

test('speaks another language at once, and changes nothing else', async () => {
  const { badge, spoken, settled } = badgeUnderTest();
  badge.show(ON);
  await settled();
  spoken.strings = fa;
  badge.refresh();
  await settled();
  expect(action.setTitle).toHaveBeenLastCalledWith({ title: 'Frontage: روشن' });
  expect(action.setBadgeText).toHaveBeenCalledTimes(1);
});

test('so does the badge, where it has a word on it', async () => {
  const { badge, spoken, settled } = badgeUnderTest();
  badge.show({ kind: 'off' }, true);
  await settled();
  spoken.strings = fa;
  badge.refresh();
  await settled();
  expect(action.setBadgeText).toHaveBeenLastCalledWith({ text: fa.badge_left_off.message });
});

test('a picture that cannot be drawn takes nothing else away', async () => {
  const { badge, settled } = badgeUnderTest();
  action.setIcon.mockRejectedValueOnce(new Error('no canvas'));
  badge.show(ON);
  await settled();
  expect(action.setBadgeText).toHaveBeenLastCalledWith({ text: '✓' });
  expect(action.setTitle).toHaveBeenLastCalledWith({ title: 'Frontage: On' });
});
