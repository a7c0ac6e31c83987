import { expect, test } from 'vitest';
import type { FrontRow } from '../../../src/background/fronts/front-rows.ts';
import { updateOf } from '../../../src/background/fronts/fronts-update.ts';

const row = (host: string, changes: Partial<FrontRow> = {}): FrontRow => ({
  front: { host, port: 443, technique: 'auto' },
  origin: 'own',
  state: 'unknown',
  technique: 'auto',
  rttMs: null,
  lastFailure: null,
  lastOkAtMs: null,
  ...changes,
});
const list = (...rows: FrontRow[]) => ({ profileId: 'p', rows });

test('the first update has every row', () => {
  const [a, b] = [row('a.example'), row('b.example')];
  const update = { profileId: 'p', count: 2, changed: [[0, a] as const, [1, b] as const] };
  expect(updateOf(null, list(a, b))).toEqual(update);
  expect(updateOf({ profileId: 'other', rows: [a, b] }, list(a, b))).toEqual(update);
});

test('without a profile, or a front, it says so once', () => {
  const none = { profileId: null, rows: [] };
  expect(updateOf(null, none)).toEqual({ profileId: null, count: 0, changed: [] });
  expect(updateOf(none, none)).toBeNull();
});

test('what stands is not sent again, though it was read anew', () => {
  expect(updateOf(list(row('a.example')), list(row('a.example')))).toBeNull();
});

test.each<Partial<FrontRow>>([
  { state: 'good' },
  { rttMs: 80 },
  { technique: 'direct' },
  { lastFailure: 'FRONT_TIMEOUT' },
  { lastOkAtMs: 5 },
  { origin: 'listed' },
  { front: { host: 'b.example', port: 443, technique: 'auto', isDisabled: true } },
])('of many rows the one is sent that changed: %j', (changes) => {
  const before = list(row('a.example'), row('b.example'));
  const changed = row('b.example', changes);
  expect(updateOf(before, list(row('a.example'), changed))).toEqual({
    ...{ profileId: 'p', count: 2 },
    changed: [[1, changed]],
  });
});

test('a row less moves up those behind it', () => {
  const before = list(row('a.example'), row('b.example'));
  expect(updateOf(before, list(row('b.example')))).toEqual({
    ...{ profileId: 'p', count: 1 },
    changed: [[0, row('b.example')]],
  });
  expect(updateOf(before, list(row('a.example')))).toMatchObject({ count: 1, changed: [] });
});
