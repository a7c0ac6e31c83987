import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { beforeEach, expect, test } from 'vitest';
import { afterFailure, afterSuccess, UNTRIED } from '../../src/meek/fronts/health/front-health.ts';
import type { HealthRow } from '../../src/meek/fronts/health/health-book.ts';
import { type FrontageDb, openFrontageDb } from '../../src/storage/db.ts';
import { MAX_ROWS, readFrontHealth, writeFrontHealth } from '../../src/storage/front-health.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
const NOW_MS = 1_000 * DAY_MS;

const row = (front: string, atMs = NOW_MS, network = 'home'): HealthRow => ({
  network,
  front,
  health: afterSuccess(UNTRIED, atMs, 120),
});

let db: FrontageDb;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  db = await openFrontageDb();
});

const storedFronts = async () => (await db.getAllKeys('frontHealth')).map(([, front]) => front);

test('a new store knows nothing', async () => {
  expect(await readFrontHealth(db)).toEqual([]);
});

test('a front is stored once for each network, as it was last', async () => {
  const rows = [row('a'), row('b'), row('a', NOW_MS, 'work')];
  await writeFrontHealth(db, rows, NOW_MS);
  expect(await readFrontHealth(db, NOW_MS)).toEqual(rows);
  const failed = {
    ...row('a'),
    health: afterFailure(row('a').health, NOW_MS, 'FRONT_TLS_RESET', 0.5),
  };
  await writeFrontHealth(db, [failed], NOW_MS);
  expect(await readFrontHealth(db, NOW_MS)).toEqual([failed, rows[1], rows[2]]);
});

test('what was forgotten is deleted', async () => {
  await writeFrontHealth(db, [row('a'), row('b')], NOW_MS);
  await writeFrontHealth(db, [{ network: 'home', front: 'a', health: null }], NOW_MS);
  expect(await storedFronts()).toEqual(['b']);
});

test.each([
  ['no health', { network: 'home', front: 'bad' }],
  [
    'a code that nobody knows',
    { ...row('bad'), health: { ...row('bad').health, lastFailure: 'X' } },
  ],
  ['a weight beyond all', { ...row('bad'), health: { ...row('bad').health, ok: 1e9 } }],
  ['a time that is none', { ...row('bad'), health: { ...row('bad').health, atMs: Number.NaN } }],
  ['a time to come', row('bad', NOW_MS + 1)],
  ['a month of age', row('bad', NOW_MS - 30 * DAY_MS)],
  ['a network of any length', row('bad', NOW_MS, 'x'.repeat(201))],
])('a record with %s is passed over, and spoils no other', async (_what, bad) => {
  await writeFrontHealth(db, [row('good')], NOW_MS);
  await db.put('frontHealth', bad);
  expect(await readFrontHealth(db, NOW_MS)).toEqual([row('good')]);
});

test('what could not be read again is not written', async () => {
  await writeFrontHealth(db, [row('good'), row('x'.repeat(1_001))], NOW_MS);
  expect(await storedFronts()).toEqual(['good']);
});

test('of too many rows the ones that were updated the longest ago are dropped', async () => {
  const rows = Array.from({ length: MAX_ROWS }, (_, index) => row(`${index}`, NOW_MS - index - 1));
  await writeFrontHealth(db, rows, NOW_MS);
  await writeFrontHealth(db, [row('new', NOW_MS)], NOW_MS);
  const kept = await storedFronts();
  expect(kept).toHaveLength(MAX_ROWS);
  expect(kept).toContain('new');
  expect(kept).not.toContain(`${MAX_ROWS - 1}`);
});
