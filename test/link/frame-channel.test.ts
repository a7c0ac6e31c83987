import { expect, test } from 'vitest';
import { FrameChannel } from '../../src/link/frame-channel.ts';
import type { PipeFrame } from '../../src/link/frames.ts';

const frame = (pipe: number): PipeFrame => ({ type: 'end', pipe });

function aChannel() {
  const slow: (number | 'switch')[] = [];
  const fast: number[] = [];
  const received: number[] = [];
  const channel = new FrameChannel({
    sendSlow: ({ pipe }) => slow.push(pipe),
    announceSwitch: () => slow.push('switch'),
    receive: ({ pipe }) => received.push(pipe),
  });
  return { channel, slow, fast, received };
}

test('frames go the slow way, then say so, then go the fast way', () => {
  const { channel, slow, fast } = aChannel();
  channel.send(frame(1));
  channel.switchTo(({ pipe }) => fast.push(pipe));
  channel.send(frame(2));
  expect(slow).toEqual([1, 'switch']);
  expect(fast).toEqual([2]);
});

test('what overtakes the switch waits for it, so the order stays', () => {
  const { channel, received } = aChannel();
  channel.receiveFast(frame(2));
  channel.receiveSlow(frame(1));
  expect(received).toEqual([1]);
  channel.receiveSwitch();
  channel.receiveFast(frame(3));
  expect(received).toEqual([1, 2, 3]);
});

test('a frame the slow way after the switch is a violation', () => {
  const { channel } = aChannel();
  channel.receiveSwitch();
  expect(() => channel.receiveSlow(frame(1))).toThrow(
    expect.objectContaining({ code: 'LINK_VIOLATION' }),
  );
});
