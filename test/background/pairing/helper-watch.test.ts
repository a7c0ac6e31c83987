import { beforeEach, expect, test, vi } from 'vitest';
import { HelperWatch } from '../../../src/background/pairing/helper-watch.ts';
import { failed } from '../../../src/background/state.ts';
import { ManualClock } from '../../meek/manual-clock.ts';

let clock: ManualClock;
let isThere: boolean;
const check = vi.fn(async () => isThere);
const onFound = vi.fn();
let watch: HelperWatch;

beforeEach(() => {
  clock = new ManualClock();
  isThere = false;
  check.mockClear();
  onFound.mockClear();
  watch = new HelperWatch({ clock, check, onFound });
});

/** How long it waits before each of the next checks, in s. */
async function waits(count: number): Promise<number[]> {
  const found: number[] = [];
  for (let seconds = 0, last = 0; found.length < count; ) {
    const before = check.mock.calls.length;
    clock.advance(1_000);
    seconds++;
    await vi.waitFor(() => expect(clock.scheduledCount).toBe(1));
    if (check.mock.calls.length === before) continue;
    found.push(seconds - last);
    last = seconds;
  }
  return found;
}

test('looks after 1, 2, 4 … 30 s while a guide is open', async () => {
  watch.guideOpened();
  expect(await waits(7)).toEqual([1, 2, 4, 8, 16, 30, 30]);
});

test('ends with the first hello', async () => {
  watch.guideOpened();
  isThere = true;
  clock.advance(1_000);
  await vi.waitFor(() => expect(onFound).toHaveBeenCalledOnce());
  expect(clock.scheduledCount).toBe(0);
});

test('ends when the last guide is closed', async () => {
  watch.guideOpened();
  watch.guideOpened();
  watch.guideClosed();
  expect(clock.scheduledCount).toBe(1);
  watch.guideClosed();
  expect(clock.scheduledCount).toBe(0);
});

test('a guide that is opened later is not kept waiting', async () => {
  watch.follow(failed('helper-missing'));
  await waits(5);
  watch.guideOpened();
  expect(await waits(2)).toEqual([1, 2]);
});

test('looks while the tunnel has stopped for want of a helper, and for nothing else', () => {
  watch.follow(failed('token-refused'));
  expect(clock.scheduledCount).toBe(0);
  watch.follow(failed('helper-missing'));
  expect(clock.scheduledCount).toBe(1);
  watch.follow({ kind: 'off' });
  expect(clock.scheduledCount).toBe(0);
});

test('a helper that says hello and then fails is not met every second', async () => {
  watch.follow(failed('helper-protocol'));
  isThere = true;
  clock.advance(1_000);
  await vi.waitFor(() => expect(onFound).toHaveBeenCalledOnce());
  watch.follow(failed('helper-protocol'));
  isThere = false;
  expect(await waits(1)).toEqual([2]);
});

test('a check that is under way when the guide closes starts no other', async () => {
  const slow = Promise.withResolvers<boolean>();
  check.mockReturnValueOnce(slow.promise);
  watch.guideOpened();
  clock.advance(1_000);
  watch.guideClosed();
  slow.resolve(true);
  await slow.promise;
  await Promise.resolve();
  expect(onFound).not.toHaveBeenCalled();
  expect(clock.scheduledCount).toBe(0);
});
