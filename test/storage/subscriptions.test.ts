import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { beforeEach, expect, test } from 'vitest';
import { afterSuccess, UNTRIED } from '../../src/meek/fronts/health/front-health.ts';
import { openFrontageDb } from '../../src/storage/db.ts';
import { readFrontHealth } from '../../src/storage/front-health.ts';
import { listProfiles, removeProfile, saveProfile } from '../../src/storage/profiles.ts';
import {
  listSubscriptions,
  removeSubscription,
  type StoredSubscription,
  saveSubscription,
} from '../../src/storage/subscriptions.ts';
import { aProfile } from './a-profile.ts';

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

function aSubscription(changes: Partial<StoredSubscription> = {}): StoredSubscription {
  return {
    profileId: crypto.randomUUID(),
    urls: ['https://lists.example/harbour.json'],
    publicKey: '11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=',
    mayFetchDirectly: false,
    list: {
      number: 3,
      expiresAtMs: 2_000_000_000_000,
      fronts: [{ host: 'listed.example', port: 443, technique: 'auto' }],
    },
    dueAtMs: 1_000,
    last: { code: 'updated', atMs: 1_000 },
    ...changes,
  };
}

test('is stored with its list, replaced, and removed', async () => {
  const db = await openFrontageDb();
  const stored = aSubscription();
  await saveSubscription(db, stored);
  await saveSubscription(db, { ...stored, mayFetchDirectly: true });
  expect(await listSubscriptions(db)).toEqual([{ ...stored, mayFetchDirectly: true }]);
  await removeSubscription(db, stored.profileId);
  expect(await listSubscriptions(db)).toEqual([]);
});

test('goes with its profile', async () => {
  const db = await openFrontageDb();
  const profile = aProfile();
  const other = aSubscription();
  await saveProfile(db, profile);
  await saveSubscription(db, aSubscription({ profileId: profile.id }));
  await saveSubscription(db, other);
  await removeProfile(db, profile.id);
  expect(await listSubscriptions(db)).toEqual([other]);
});

test('a record that cannot be read is passed over', async () => {
  const db = await openFrontageDb();
  const good = aSubscription();
  await saveSubscription(db, good);
  await db.put('subscriptions', { ...aSubscription(), urls: ['http://lists.example/'] });
  expect(await listSubscriptions(db)).toEqual([good]);
});

test('one that could not be read again is not stored', async () => {
  const db = await openFrontageDb();
  await expect(saveSubscription(db, aSubscription({ publicKey: 'no key' }))).rejects.toThrow();
  expect(await listSubscriptions(db)).toEqual([]);
});

test('opens a database that version 3 made, as it was then', async () => {
  const profile = aProfile();
  const v3 = await openDB('frontage', 3, {
    upgrade(db) {
      db.createObjectStore('profiles', { keyPath: 'id' });
      db.createObjectStore('settings');
      db.createObjectStore('routes');
      db.createObjectStore('frontHealth', { keyPath: ['network', 'front'] });
    },
  });
  const health = afterSuccess(UNTRIED, Date.now(), 80);
  const row = { network: 'home', front: 'a.example', health };
  await v3.put('profiles', profile);
  await v3.put('frontHealth', row);
  v3.close();

  const db = await openFrontageDb();
  expect(await listProfiles(db)).toEqual({ profiles: [profile], invalid: [] });
  expect(await readFrontHealth(db)).toEqual([row]);
  const stored = aSubscription({ profileId: profile.id });
  await saveSubscription(db, stored);
  expect(await listSubscriptions(db)).toEqual([stored]);
});
