import { expect, test, vi } from 'vitest';
import { message } from '../../src/popup/messages.ts';
import { formatAgo, formatBytes, formatCount, formatRate } from '../../src/popup/quantities.ts';

vi.mock('webextension-polyfill', async () => ({
  default: (await import('./fake-browser.ts')).fakeBrowser,
}));

test.each([
  [0, '0 kB'],
  [1, '0 kB'],
  [123, '0.1 kB'],
  [1_000, '1 kB'],
  [99_900, '99.9 kB'],
  [238_400, '238 kB'],
  [1_000_000, '1 MB'],
  [1_234_567_890, '1.2 GB'],
  [5e15, '5,000 TB'],
])('%d bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test('so are bytes in each second', () => {
  expect(formatRate(3_240_000)).toBe('3.2 MB/s');
});

test('counts are grouped', () => {
  expect(formatCount(1_234)).toBe('1,234');
});

test.each([
  [0, 'now'],
  [59_000, '59 sec. ago'],
  [60_000, '1 min. ago'],
  [3_599_000, '59 min. ago'],
  [3_600_000, '1 hr. ago'],
  [86_400_000, 'yesterday'],
  [3 * 86_400_000, '3 days ago'],
  [-5_000, 'now'],
])('what was %d ms ago was %s', (elapsedMs, text) => {
  expect(formatAgo(1_800_000_000_000 - elapsedMs, 1_800_000_000_000)).toBe(text);
});

test.each([
  [0, 'ago_now', ''],
  [59_000, 'ago_second', '59'],
  [3_599_000, 'ago_minute', '59'],
  [2 * 86_400_000, 'ago_day', '2'],
] as const)(
  'what was %d ms ago is said by our own %s where the browser lacks the language',
  (elapsedMs, key, count) => {
    vi.spyOn(Intl.RelativeTimeFormat, 'supportedLocalesOf').mockReturnValueOnce([]);
    expect(formatAgo(-elapsedMs, 0)).toBe(message(key, count));
  },
);
