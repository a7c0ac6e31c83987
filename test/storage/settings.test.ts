import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { beforeEach, expect, test } from 'vitest';
import { type FrontageDb, openFrontageDb } from '../../src/storage/db.ts';
import { readSettings, writeSettings } from '../../src/storage/settings.ts';

const CHOSEN = '3f1c2d4e-0000-4000-8000-000000000001';
const HELPER = '3f1c2d4e-0000-4000-8000-000000000002';

const DEFAULTS = {
  chosenProfileId: null,
  wanted: false,
  proxyPort: 1080,
  language: 'system',
  proxyScope: 'browser',
  metHelper: null,
  dismissedSkew: null,
  helperProfileId: HELPER,
  sites: { mode: 'all-but', never: [], only: [] },
  autoConnect: true,
  fastLink: true,
};

let db: FrontageDb;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  db = await openFrontageDb();
});

test('has defaults in a new store', async () => {
  expect(await readSettings(db, () => HELPER)).toEqual(DEFAULTS);
});

test('makes the helper profile id once, whoever reads first', async () => {
  const [one, other] = await Promise.all([readSettings(db), readSettings(db)]);
  expect(one.helperProfileId).toBe(other.helperProfileId);
  db.close();
  const reopened = await readSettings(await openFrontageDb());
  expect(reopened.helperProfileId).toBe(one.helperProfileId);
});

test('keeps what was written over a restart', async () => {
  await writeSettings(db, { chosenProfileId: CHOSEN, wanted: true, proxyPort: 9050 });
  db.close();
  const settings = await readSettings(await openFrontageDb());
  expect(settings).toMatchObject({ chosenProfileId: CHOSEN, wanted: true, proxyPort: 9050 });
});

test('concurrent patches lose nothing', async () => {
  await Promise.all([
    writeSettings(db, { wanted: true }),
    writeSettings(db, { proxyPort: 1081 }),
    writeSettings(db, { chosenProfileId: CHOSEN }),
    readSettings(db, () => HELPER),
  ]);
  expect(await readSettings(db)).toEqual({
    ...DEFAULTS,
    chosenProfileId: CHOSEN,
    wanted: true,
    proxyPort: 1081,
  });
});

test('a patch with one bad value writes none', async () => {
  await expect(writeSettings(db, { wanted: true, proxyPort: 0 })).rejects.toThrow();
  expect(await readSettings(db)).toMatchObject({ wanted: false, proxyPort: 1080 });
});

test('drops keys that it does not know', async () => {
  await writeSettings(db, { wanted: true, colour: 'red' } as never);
  expect(await db.getAllKeys('settings')).toEqual(['wanted']);
  await db.put('settings', 'red', 'colour');
  expect(await readSettings(db)).not.toHaveProperty('colour');
});

test('falls back to the default for a value that is no longer valid, and keeps the others', async () => {
  await db.put('settings', 'soon', 'wanted');
  await db.put('settings', 70_000, 'proxyPort');
  await db.put('settings', CHOSEN, 'chosenProfileId');
  await db.put('settings', 'not-a-uuid', 'helperProfileId');
  expect(await readSettings(db, () => HELPER)).toEqual({ ...DEFAULTS, chosenProfileId: CHOSEN });
  expect(await db.get('settings', 'helperProfileId')).toBe(HELPER);
});
