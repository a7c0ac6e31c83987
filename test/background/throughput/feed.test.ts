import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ThroughputFeed } from '../../../src/background/throughput/feed.ts';

const { listeners } = vi.hoisted(() => ({ listeners: [] as ((port: unknown) => void)[] }));

vi.mock('webextension-polyfill', () => ({
  default: {
    runtime: {
      id: 'abcdef',
      onConnect: { addListener: (listener: (port: unknown) => void) => listeners.push(listener) },
    },
  },
}));

beforeEach(() => {
  listeners.length = 0;
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

function connect(port: { name?: string; id?: string } = {}) {
  const ends: (() => void)[] = [];
  const { name = 'throughput', id = 'abcdef' } = port;
  const fake = {
    ...{ name, sender: { id }, postMessage: vi.fn() },
    onDisconnect: { addListener: (end: () => void) => ends.push(end) },
  };
  for (const listener of listeners) listener(fake);
  return { ...fake, disconnect: () => ends.forEach((end) => void end()) };
}

test('a popup is told all that is remembered at once, and then each second', () => {
  const since = vi.fn((fromS: number) =>
    fromS < 0
      ? { firstS: 4, sent: [1, 2], received: [3, 4] }
      : { firstS: fromS, sent: [0], received: [0] },
  );
  new ThroughputFeed({ since });
  const port = connect();
  expect(port.postMessage.mock.calls).toEqual([[{ firstS: 4, sent: [1, 2], received: [3, 4] }]]);
  vi.advanceTimersByTime(2_000);
  expect(since.mock.calls).toEqual([[Number.NEGATIVE_INFINITY], [6], [7]]);
  port.disconnect();
  vi.advanceTimersByTime(5_000);
  expect(since).toHaveBeenCalledTimes(3);
  expect(vi.getTimerCount()).toBe(0);
});

test('other ports, and other extensions, are told nothing', () => {
  new ThroughputFeed({ since: () => ({ firstS: 0, sent: [], received: [] }) });
  expect(connect({ name: 'snapshots' }).postMessage).not.toHaveBeenCalled();
  expect(connect({ id: 'other' }).postMessage).not.toHaveBeenCalled();
});
