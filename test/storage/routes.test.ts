import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { beforeEach, expect, test } from 'vitest';
import type { RouteRecord } from '../../src/meek/v2/route-memory.ts';
import { type FrontageDb, openFrontageDb } from '../../src/storage/db.ts';
import { readRoutes, writeRoutes } from '../../src/storage/routes.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
const NOW_MS = 1_000 * DAY_MS;

const BUFFERING: RouteRecord = {
  streams: false,
  idleCutMs: 10_000,
  ageCutMs: null,
  maxBodyBytes: 65_536,
  rttMs: 81.5,
};

let db: FrontageDb;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  db = await openFrontageDb();
});

test('a new store knows nothing', async () => {
  expect(await readRoutes(db)).toEqual({});
});

test('what was written is read, and what is written next takes its place', async () => {
  await writeRoutes(db, { a: BUFFERING, b: BUFFERING });
  expect(await readRoutes(db)).toEqual({ a: BUFFERING, b: BUFFERING });
  const streaming = { ...BUFFERING, streams: true };
  await writeRoutes(db, { a: streaming });
  expect(await readRoutes(db)).toEqual({ a: streaming });
});

test.each([
  ['nothing', null],
  ['a text', 'streams'],
  ['a record of other fields', { learnt: { streams: true }, sinceMs: NOW_MS }],
  ['a time that is none', { learnt: BUFFERING, sinceMs: Number.NaN }],
  ['a time to come', { learnt: BUFFERING, sinceMs: NOW_MS + 1 }],
  ['a body of no size', { learnt: { ...BUFFERING, maxBodyBytes: 0 }, sinceMs: NOW_MS }],
  ['a cut of a year', { learnt: { ...BUFFERING, idleCutMs: 365 * DAY_MS }, sinceMs: NOW_MS }],
])('%s in the place of a record is passed over, and spoils no other', async (_what, value) => {
  await writeRoutes(db, { good: BUFFERING }, NOW_MS);
  await db.put('routes', value, 'bad');
  expect(await readRoutes(db, NOW_MS)).toEqual({ good: BUFFERING });
  await writeRoutes(db, { good: BUFFERING }, NOW_MS);
  expect(await db.getAllKeys('routes')).toEqual(['good']);
});

test('what could not be read again is not written', async () => {
  const bad = { ...BUFFERING, rttMs: Number.POSITIVE_INFINITY };
  await writeRoutes(db, { good: BUFFERING, bad, ['x'.repeat(601)]: BUFFERING });
  expect(await db.getAllKeys('routes')).toEqual(['good']);
});

test('a week after the first of it was learnt, a route is forgotten', async () => {
  await writeRoutes(db, { a: BUFFERING }, NOW_MS);
  await writeRoutes(db, { a: BUFFERING, b: BUFFERING }, NOW_MS + 6 * DAY_MS);
  const later = NOW_MS + 7 * DAY_MS;
  expect(Object.keys(await readRoutes(db, later - 1)).sort()).toEqual(['a', 'b']);
  expect(Object.keys(await readRoutes(db, later))).toEqual(['b']);
  // Learnt anew, it begins another week.
  await writeRoutes(db, { a: BUFFERING, b: BUFFERING }, later);
  expect(Object.keys(await readRoutes(db, later + 6 * DAY_MS + 1))).toEqual(['a']);
});

test('of too many routes the ones that were learnt first are dropped', async () => {
  await writeRoutes(db, { first: BUFFERING }, NOW_MS);
  const others = Object.fromEntries(
    Array.from({ length: 512 }, (_, index) => [`${index}.example`, BUFFERING]),
  );
  await writeRoutes(db, { first: BUFFERING, ...others }, NOW_MS + 1);
  const kept = await readRoutes(db, NOW_MS + 1);
  expect(Object.keys(kept)).toHaveLength(512);
  expect(kept).not.toHaveProperty('first');
});
