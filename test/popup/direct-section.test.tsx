import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { degraded, failed, type Reason } from '../../src/background/state.ts';
import { formatTimeLeft } from '../../src/popup/direct/time-left.ts';
import { message } from '../../src/popup/messages.ts';
import { buttonNamed, click, closePopup, openPopup, textOf } from './open-popup.tsx';
import { aSnapshot, ON } from './snapshots.ts';

vi.mock('webextension-polyfill', async () => ({
  default: (await import('./fake-browser.ts')).fakeBrowser,
}));

afterEach(() => {
  closePopup();
  vi.useRealTimers();
});

const state = { kind: 'direct', untilMs: 1_000_000 } as const;

describe('while it goes direct', () => {
  beforeEach(() => void vi.useFakeTimers({ now: state.untilMs - 299_500 }));

  test('says what that means, and counts down', async () => {
    await openPopup(aSnapshot({ state }));
    expect(textOf('[role=status]')).toBe(message('status_direct'));
    expect(textOf('[role=timer]')).toBe(message('direct_left', '5:00'));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(textOf('[role=timer]')).toBe(message('direct_left', '4:59'));
    await vi.advanceTimersByTimeAsync(400_000);
    expect(textOf('[role=timer]')).toBe(message('direct_left', '0:00'));
  });

  test('goes back to the tunnel', async () => {
    const { send } = await openPopup(aSnapshot({ state }));
    await click(buttonNamed(message('direct_end')));
    expect(send).toHaveBeenCalledExactlyOnceWith({ type: 'end-direct' });
  });
});

test.each<Reason>(['captive-portal', 'fronts-blocked', 'front-unreachable', 'helper-stopped'])(
  'by %s: goes direct for five minutes',
  async (reason) => {
    const { send } = await openPopup(aSnapshot({ state: degraded(reason, 1080) }));
    await click(buttonNamed(message('direct_begin')));
    expect(send).toHaveBeenCalledExactlyOnceWith({ type: 'go-direct', forMs: 300_000 });
  },
);

test.each([
  ON,
  failed('permission-missing'),
  degraded('server-busy', 1080),
  degraded('offline', 1080),
  { kind: 'off' } as const,
])('$kind: does not offer it where it helps nobody', async (other) => {
  await openPopup(aSnapshot({ state: other }));
  expect(document.body.textContent).not.toContain(message('direct_begin'));
});

test.each([
  [300_000, '5:00'],
  [299_001, '5:00'],
  [61_000, '1:01'],
  [900, '0:01'],
  [0, '0:00'],
])('%d ms are %s', (ms, text) => {
  expect(formatTimeLeft(ms)).toBe(text);
});
