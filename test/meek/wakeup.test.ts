import { expect, test } from 'vitest';
import { Wakeup } from '../../src/meek/wakeup.ts';
import { ManualClock } from './manual-clock.ts';
import { settled } from './settled.ts';

test('wakes everyone who waits, and no one who comes later', async () => {
  const wakeup = new Wakeup();
  const woken: string[] = [];
  wakeup.wait().then(() => woken.push('first'));
  wakeup.wait().then(() => woken.push('second'));
  wakeup.wake();
  wakeup.wait().then(() => woken.push('late'));
  await settled();
  expect(woken).toEqual(['first', 'second']);
});

test('a bounded wait ends at the wake and takes its timer back', async () => {
  const clock = new ManualClock();
  const wakeup = new Wakeup();
  const waiting = wakeup.waitAtMost(clock, 100);
  wakeup.wake();
  await waiting;
  expect(clock.scheduledCount).toBe(0);
});

test('a bounded wait ends by itself when nothing wakes it', async () => {
  const clock = new ManualClock();
  const waiting = new Wakeup().waitAtMost(clock, 100);
  clock.advance(100);
  await expect(waiting).resolves.toBeUndefined();
});
