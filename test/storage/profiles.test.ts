import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { beforeEach, expect, test } from 'vitest';
import { type FrontageDb, openFrontageDb } from '../../src/storage/db.ts';
import { listProfiles, removeProfile, saveProfile } from '../../src/storage/profiles.ts';
import { aProfile } from './a-profile.ts';

const ID = '3f1c2d4e-0000-4000-8000-000000000001';

let db: FrontageDb;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  db = await openFrontageDb();
});

test('lists the profiles by name', async () => {
  const [second, first] = [aProfile({ name: 'Work' }), aProfile({ name: 'Home' })];
  await saveProfile(db, second);
  await saveProfile(db, first);
  expect(await listProfiles(db)).toEqual({ profiles: [first, second], invalid: [] });
});

test('saving under an id that is stored replaces the profile', async () => {
  const profile = aProfile();
  await saveProfile(db, profile);
  await saveProfile(db, { ...profile, name: 'Renamed' });
  const { profiles } = await listProfiles(db);
  expect(profiles.map((one) => one.name)).toEqual(['Renamed']);
});

test('does not store what is no profile', async () => {
  const broken = { ...aProfile(), path: 'relative' };
  await expect(saveProfile(db, broken)).rejects.toThrow('not an absolute path');
  expect(await listProfiles(db)).toEqual({ profiles: [], invalid: [] });
});

test('fills in what an older record lacks', async () => {
  const { token, upstream, options, ...older } = aProfile();
  await db.put('profiles', older);
  expect(await listProfiles(db)).toEqual({
    profiles: [{ ...older, token: null, upstream: 'builtin', options: {} }],
    invalid: [],
  });
});

test('a record that no longer validates is reported and spoils no other', async () => {
  const profile = aProfile();
  await saveProfile(db, profile);
  await db.put('profiles', { ...profile, id: 'old', innerHost: '10.0.0.1' });

  const { profiles, invalid } = await listProfiles(db);
  expect(profiles).toEqual([profile]);
  expect(invalid.map((one) => one.id)).toEqual(['old']);
});

test('names the field that does not validate', async () => {
  const broken = { ...aProfile(), fronts: [{ host: 'front.example', port: 0 }] };
  await db.put('profiles', broken);
  const { invalid } = await listProfiles(db);
  expect(invalid).toEqual([{ id: broken.id, name: 'Home', field: 'fronts.0.port' }]);
});

test.each([
  ['no name', undefined],
  ['a name that would rearrange what stands around it', 'x\u202ey'],
])('a broken record with %s is shown without it', async (_what, name) => {
  await db.put('profiles', { ...aProfile({ id: ID }), name });
  const { invalid } = await listProfiles(db);
  expect(invalid).toEqual([{ id: ID, name: null, field: 'name' }]);
});

test('removes a profile, and a record that is none', async () => {
  const profile = aProfile();
  await saveProfile(db, profile);
  await db.put('profiles', { id: 'broken' });
  await removeProfile(db, profile.id);
  await removeProfile(db, 'broken');
  expect(await listProfiles(db)).toEqual({ profiles: [], invalid: [] });
});
