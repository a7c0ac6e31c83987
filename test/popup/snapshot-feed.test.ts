import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Snapshot } from '../../src/background/messages.ts';
import { SNAPSHOT_PORT } from '../../src/background/messages.ts';
import { followSnapshots } from '../../src/popup/snapshot-feed.ts';
import { fakeBrowser, ports } from './fake-browser.ts';
import { aSnapshot, ON } from './snapshots.ts';

vi.mock('webextension-polyfill', async () => ({
  default: (await import('./fake-browser.ts')).fakeBrowser,
}));

const onSnapshot = vi.fn<(snapshot: Snapshot | null) => void>();

beforeEach(() => {
  vi.useFakeTimers();
  ports.length = 0;
  onSnapshot.mockReset();
  fakeBrowser.runtime.sendMessage.mockReset().mockRejectedValue(new Error('no receiving end'));
});
afterEach(() => vi.useRealTimers());

const lastPort = () => ports[ports.length - 1];

test('connects under the name that the background listens to, and passes snapshots on', () => {
  followSnapshots(onSnapshot);
  expect(ports.map(({ name }) => name)).toEqual([SNAPSHOT_PORT]);
  lastPort()?.push(aSnapshot({ state: ON }));
  expect(onSnapshot).toHaveBeenCalledExactlyOnceWith(aSnapshot({ state: ON }));
});

test('asks for the snapshot of now, since the port tells of changes only', async () => {
  const snapshot = aSnapshot();
  fakeBrowser.runtime.sendMessage.mockResolvedValue({ ok: true, snapshot });
  followSnapshots(onSnapshot);
  await vi.advanceTimersByTimeAsync(0);
  expect(fakeBrowser.runtime.sendMessage).toHaveBeenCalledExactlyOnceWith({ type: 'get-snapshot' });
  expect(onSnapshot).toHaveBeenCalledExactlyOnceWith(snapshot);
});

test('connects again when the worker restarts, and keeps what it showed', async () => {
  followSnapshots(onSnapshot);
  lastPort()?.push(aSnapshot());
  lastPort()?.drop();
  await vi.advanceTimersByTimeAsync(100);
  expect(ports).toHaveLength(2);
  expect(onSnapshot).toHaveBeenCalledTimes(1);
});

test('waits longer each time the worker does not come back, 5 s at most', async () => {
  followSnapshots(onSnapshot);
  for (const waitMs of [100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]) {
    const before = ports.length;
    lastPort()?.drop();
    await vi.advanceTimersByTimeAsync(waitMs - 1);
    expect(ports).toHaveLength(before);
    await vi.advanceTimersByTimeAsync(1);
    expect(ports).toHaveLength(before + 1);
  }
});

test('starts over with short waits once a worker answered', async () => {
  followSnapshots(onSnapshot);
  lastPort()?.drop();
  await vi.advanceTimersByTimeAsync(100);
  lastPort()?.push(aSnapshot());
  lastPort()?.drop();
  await vi.advanceTimersByTimeAsync(100);
  expect(ports).toHaveLength(3);
});

test('shows no old state as if it were true when the worker stays away', async () => {
  followSnapshots(onSnapshot);
  lastPort()?.push(aSnapshot({ state: ON }));
  lastPort()?.drop();
  await vi.advanceTimersByTimeAsync(100);
  lastPort()?.drop();
  expect(onSnapshot).toHaveBeenLastCalledWith(null);
});

test('after the first, a port tells of what has changed', () => {
  followSnapshots(onSnapshot);
  lastPort()?.push(aSnapshot());
  lastPort()?.push({ state: ON });
  expect(onSnapshot).toHaveBeenLastCalledWith(aSnapshot({ state: ON }));
});
