import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { applied, followFronts } from '../../../src/popup/fronts/followed-fronts.ts';
import { fakeBrowser, ports } from '../fake-browser.ts';
import { aRow } from './rows.ts';

vi.mock('webextension-polyfill', async () => ({
  default: (await import('../fake-browser.ts')).fakeBrowser,
}));

beforeEach(() => {
  vi.useFakeTimers();
  ports.length = 0;
  fakeBrowser.runtime.connect.mockClear();
});
afterEach(() => vi.useRealTimers());

const [a, b, c] = ['a.example', 'b.example', 'c.example'].map((host) => aRow(host));
const rows = (...some: (typeof a)[]) => some.map((row) => row ?? aRow('none'));
const all = { profileId: 'p', count: 2, changed: rows(a, b).map((row, at) => [at, row] as const) };

test('an update changes the rows that it names, and leaves the others the same', () => {
  const before = applied(null, all);
  expect(before).toEqual({ profileId: 'p', rows: rows(a, b) });
  const after = applied(before, { profileId: 'p', count: 3, changed: [[2, c ?? aRow('none')]] });
  expect(after.rows).toEqual(rows(a, b, c));
  expect(after.rows[0]).toBe(a);
  expect(applied(after, { profileId: 'p', count: 1, changed: [] }).rows).toEqual(rows(a));
});

test('of another profile nothing is kept', () => {
  const other = { profileId: 'q', count: 1, changed: [[0, c ?? aRow('none')] as const] };
  expect(applied(applied(null, all), other).rows).toEqual(rows(c));
});

test('after a restart of the worker all rows come again, and until then they stay', async () => {
  const onList = vi.fn();
  followFronts(onList);
  expect(ports.map(({ name }) => name)).toEqual(['fronts']);
  ports[0]?.push(all);
  ports[0]?.drop();
  await vi.advanceTimersByTimeAsync(500);
  expect(ports).toHaveLength(2);
  expect(onList).toHaveBeenCalledOnce();
  ports[1]?.push({ profileId: 'p', count: 1, changed: [[0, c ?? aRow('none')]] });
  expect(onList).toHaveBeenLastCalledWith({ profileId: 'p', rows: rows(c) });
});

test('ended, it lets the port go and opens no other', async () => {
  const end = followFronts(() => {});
  end();
  expect(ports[0]?.isDisconnected).toBe(true);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(ports).toHaveLength(1);
});
