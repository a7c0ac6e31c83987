import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ThroughputFeed } from '../../../src/background/throughput/feed.ts';
import { connectPort, forgetListeners } from '../fake-ports.ts';

vi.mock('webextension-polyfill', async () => ({
  default: (await import('../fake-ports.ts')).portsBrowser,
}));

beforeEach(() => {
  forgetListeners();
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

test('a popup is told all that is remembered at once, and then each second', () => {
  const since = vi.fn((fromS: number) =>
    fromS < 0
      ? { firstS: 4, sent: [1, 2], received: [3, 4] }
      : { firstS: fromS, sent: [0], received: [0] },
  );
  new ThroughputFeed({ since });
  const { port, disconnect } = connectPort('throughput');
  expect(port.postMessage.mock.calls).toEqual([[{ firstS: 4, sent: [1, 2], received: [3, 4] }]]);
  vi.advanceTimersByTime(2_000);
  expect(since.mock.calls).toEqual([[Number.NEGATIVE_INFINITY], [6], [7]]);
  disconnect();
  vi.advanceTimersByTime(5_000);
  expect(since).toHaveBeenCalledTimes(3);
  expect(vi.getTimerCount()).toBe(0);
});

test('other ports, and other extensions, are told nothing', () => {
  new ThroughputFeed({ since: () => ({ firstS: 0, sent: [], received: [] }) });
  expect(connectPort('snapshots').port.postMessage).not.toHaveBeenCalled();
  expect(connectPort('throughput', 'other').port.postMessage).not.toHaveBeenCalled();
});
