import { expect, test } from 'vitest';
import { sleep } from '../../src/meek/clock.ts';
import { ManualClock } from './manual-clock.ts';
import { settled } from './settled.ts';

test('sleep resolves when its time has come and not before', async () => {
  const clock = new ManualClock();
  let isOver = false;
  sleep(clock, 250).then(() => {
    isOver = true;
  });
  clock.advance(249);
  await settled();
  expect(isOver).toBe(false);
  clock.advance(1);
  await settled();
  expect(isOver).toBe(true);
});

test('an abort ends a sleep with the reason and takes its timer back', async () => {
  const clock = new ManualClock();
  const abort = new AbortController();
  const sleeping = sleep(clock, 250, abort.signal);
  abort.abort(new Error('enough'));
  await expect(sleeping).rejects.toThrow('enough');
  expect(clock.scheduledCount).toBe(0);
});

test('a signal that has aborted already lets no sleep begin', async () => {
  const clock = new ManualClock();
  const signal = AbortSignal.abort(new Error('too late'));
  await expect(sleep(clock, 250, signal)).rejects.toThrow('too late');
  expect(clock.scheduledCount).toBe(0);
});
