import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { beforeEach, expect, test, vi } from 'vitest';
import { afterSuccess, UNTRIED } from '../../src/meek/fronts/health/front-health.ts';
import { type FrontageDb, openFrontageDb } from '../../src/storage/db.ts';
import { readFrontHealth, writeFrontHealth } from '../../src/storage/front-health.ts';
import { listProfiles, saveProfile } from '../../src/storage/profiles.ts';
import { readRoutes } from '../../src/storage/routes.ts';
import { readSettings } from '../../src/storage/settings.ts';
import { aProfile } from './a-profile.ts';

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

test('makes the stores of version 4', async () => {
  const db = await openFrontageDb();
  expect(db.version).toBe(4);
  expect([...db.objectStoreNames]).toEqual([
    'frontHealth',
    'profiles',
    'routes',
    'settings',
    'subscriptions',
  ]);
});

test('finds what an earlier start stored', async () => {
  const before = await openFrontageDb();
  const profile = aProfile();
  await saveProfile(before, profile);
  before.close();

  const after = await openFrontageDb();
  expect(await listProfiles(after)).toEqual({ profiles: [profile], invalid: [] });
});

test('opens a database that version 1 made, as it was then', async () => {
  const profile = aProfile();
  const v1 = await openDB('frontage', 1, {
    upgrade(db) {
      db.createObjectStore('profiles', { keyPath: 'id' });
      db.createObjectStore('settings');
    },
  });
  await v1.put('profiles', profile);
  await v1.put('settings', true, 'wanted');
  v1.close();

  const db = await openFrontageDb();
  expect(await listProfiles(db)).toEqual({ profiles: [profile], invalid: [] });
  expect((await readSettings(db)).wanted).toBe(true);
  expect(await readRoutes(db)).toEqual({});
  await expectFrontHealth(db);
});

test('opens a database that version 2 made, as it was then', async () => {
  const profile = aProfile();
  const v2 = await openDB('frontage', 2, {
    upgrade(db) {
      db.createObjectStore('profiles', { keyPath: 'id' });
      db.createObjectStore('settings');
      db.createObjectStore('routes');
    },
  });
  const learnt = {
    ...{ streams: false, idleCutMs: 10_000, ageCutMs: null },
    ...{ maxBodyBytes: 65_536, rttMs: 80 },
  };
  await v2.put('profiles', profile);
  await v2.put('settings', true, 'wanted');
  await v2.put('routes', { learnt, sinceMs: Date.now() }, 'secure-proxy a.example b.example');
  v2.close();

  const db = await openFrontageDb();
  expect(await listProfiles(db)).toEqual({ profiles: [profile], invalid: [] });
  expect((await readSettings(db)).wanted).toBe(true);
  expect(await readRoutes(db)).toEqual({ 'secure-proxy a.example b.example': learnt });
  await expectFrontHealth(db);
});

/** It is empty, and can be used. */
async function expectFrontHealth(db: FrontageDb): Promise<void> {
  expect(await readFrontHealth(db)).toEqual([]);
  const health = afterSuccess(UNTRIED, Date.now(), 80);
  const row = { network: 'home', front: 'a.example', health };
  await writeFrontHealth(db, [row]);
  expect(await readFrontHealth(db)).toEqual([row]);
}

test('refuses a database of a newer version', async () => {
  (await openDB('frontage', 99)).close();
  await expect(openFrontageDb()).rejects.toMatchObject({ code: 'STORAGE_TOO_NEW' });
});

test('refuses, instead of waiting for ever, while an older version is held open', async () => {
  const databases = new IDBFactory();
  globalThis.indexedDB = databases;
  const open = databases.open.bind(databases);
  vi.spyOn(databases, 'open').mockImplementation((name, version) => {
    const request = open(name, version);
    queueMicrotask(() => {
      request.dispatchEvent(new IDBVersionChangeEvent('blocked', { oldVersion: 1, newVersion: 2 }));
    });
    return request;
  });
  await expect(openFrontageDb()).rejects.toMatchObject({ code: 'STORAGE_BLOCKED' });

  // The handle that came too late was closed, so nothing holds a newer version up.
  vi.restoreAllMocks();
  (await openDB('frontage', 5)).close();
});

test('gives way to a newer version and says that the handle is lost', async () => {
  const onLost = vi.fn();
  await openFrontageDb('frontage', onLost);
  const newer = await openDB('frontage', 5);
  expect(newer.version).toBe(5);
  expect(onLost).toHaveBeenCalledOnce();
});

test('reports a store that the browser does not give', async () => {
  vi.spyOn(indexedDB, 'open').mockImplementation(() => {
    throw new DOMException('no', 'SecurityError');
  });
  await expect(openFrontageDb()).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
});
