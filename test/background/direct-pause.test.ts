import { beforeEach, expect, test, vi } from 'vitest';
import { DirectPause } from '../../src/background/direct/direct-pause.ts';

const browser = vi.hoisted(() => ({
  stored: {} as Record<string, unknown>,
  alarms: new Map<string, unknown>(),
  listeners: [] as ((alarm: { name: string }) => void)[],
}));

vi.mock('webextension-polyfill', () => ({
  default: {
    storage: {
      session: {
        get: async (key: string) => ({ [key]: browser.stored[key] }),
        set: async (items: object) => void Object.assign(browser.stored, items),
        remove: async (key: string) => void delete browser.stored[key],
      },
    },
    alarms: {
      create: (name: string, info: object) => void browser.alarms.set(name, info),
      clear: async (name: string) => browser.alarms.delete(name),
      onAlarm: {
        addListener: (one: (typeof browser.listeners)[number]) => browser.listeners.push(one),
      },
    },
  },
}));

beforeEach(() => {
  browser.stored = {};
  browser.alarms.clear();
  browser.listeners.length = 0;
});

function pauseAt(nowMs: number) {
  const clock = { nowMs };
  const onOver = vi.fn();
  return { clock, onOver, pause: new DirectPause(() => clock.nowMs, onOver) };
}

test('is kept for the next worker, with an alarm at its end', async () => {
  expect(await pauseAt(1_000).pause.begin(60_000)).toBe(61_000);
  expect(browser.alarms.get('direct')).toEqual({ when: 61_000 });
  expect(await pauseAt(2_000).pause.untilMs()).toBe(61_000);
});

test.each([
  ['its time is over', 61_000],
  ['the clock was set back beyond what anybody asks for', -300_000],
])('is none when %s', async (_, nowMs) => {
  await pauseAt(1_000).pause.begin(60_000);
  expect(await pauseAt(nowMs).pause.untilMs()).toBeNull();
});

test.each([undefined, 'soon', 1.5])('is none when %j is stored', async (stored) => {
  browser.stored.directUntilMs = stored;
  expect(await pauseAt(0).pause.untilMs()).toBeNull();
});

test('ended, it leaves nothing', async () => {
  const { pause } = pauseAt(0);
  await pause.begin(60_000);
  await pause.end();
  expect(browser.stored).toEqual({});
  expect(browser.alarms.size).toBe(0);
});

test('its alarm, and no other, says that it is over', () => {
  const { onOver } = pauseAt(0);
  for (const listener of browser.listeners) listener({ name: 'watchdog' });
  expect(onOver).not.toHaveBeenCalled();
  for (const listener of browser.listeners) listener({ name: 'direct' });
  expect(onOver).toHaveBeenCalledOnce();
});
