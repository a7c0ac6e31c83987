import * as v from 'valibot';
import { Profile } from '../meek/fronts/profile.ts';
import type { FrontageDb } from './db.ts';

/** A stored record that is no profile any more. It stays stored until it is removed. */
export interface InvalidProfile {
  id: string;
  /** What it calls itself, if that can be shown. */
  name: string | null;
  /** The field that is not valid, like `fronts.0.port`; null when it is no record at all. */
  field: string | null;
}

type ReadProfile = { profile: Profile } | { invalid: InvalidProfile };

export interface StoredProfiles {
  profiles: Profile[];
  invalid: InvalidProfile[];
}

/** Every stored profile, by name, and apart from them the records that no longer validate. */
export async function listProfiles(db: FrontageDb): Promise<StoredProfiles> {
  const { store } = db.transaction('profiles');
  const [ids, records] = await Promise.all([store.getAllKeys(), store.getAll()]);
  const read = records.map((record, index) => readProfile(ids[index] ?? '', record));
  return {
    profiles: read
      .flatMap((one) => ('profile' in one ? [one.profile] : []))
      .sort((a, b) => a.name.localeCompare(b.name)),
    invalid: read.flatMap((one) => ('invalid' in one ? [one.invalid] : [])),
  };
}

/** Stores the profile under its id, in the place of any earlier one. */
export async function saveProfile(db: FrontageDb, profile: Profile): Promise<void> {
  await db.put('profiles', v.parse(Profile, profile));
}

/** Removes the record with this id, valid or not, and its subscription. */
export async function removeProfile(db: FrontageDb, id: string): Promise<void> {
  const transaction = db.transaction(['profiles', 'subscriptions'], 'readwrite');
  await Promise.all([
    transaction.objectStore('profiles').delete(id),
    transaction.objectStore('subscriptions').delete(id),
    transaction.done,
  ]);
}

function readProfile(id: string, record: unknown): ReadProfile {
  const parsed = v.safeParse(Profile, record);
  if (parsed.success) return { profile: parsed.output };
  const named = v.safeParse(v.object({ name: Profile.entries.name }), record);
  return {
    invalid: {
      id,
      name: named.success ? named.output.name : null,
      field: v.getDotPath(parsed.issues[0]),
    },
  };
}
