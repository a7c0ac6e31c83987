import type { DBSchema, IDBPDatabase, IDBPTransaction } from 'idb';

/** What is stored is `unknown` until a schema has read it: an older version may have written it. */
export interface FrontageSchema extends DBSchema {
  profiles: { key: string; value: unknown };
  /** One record per setting, under the setting's name. */
  settings: { key: string; value: unknown };
  /** What was learnt of each route, under the route's key. Since version 2. */
  routes: { key: string; value: unknown };
  /** How each front has fared on each network. Since version 3. */
  frontHealth: { key: [network: string, front: string]; value: unknown };
  /** A profile's subscription, under the profile's id. Since version 4. */
  subscriptions: { key: string; value: unknown };
}

type StoreName = 'profiles' | 'settings' | 'routes' | 'frontHealth' | 'subscriptions';
type Upgrade = IDBPTransaction<FrontageSchema, StoreName[], 'versionchange'>;
type Migration = (db: IDBPDatabase<FrontageSchema>, upgrade: Upgrade) => void;

/** The migration at index n leads from version n to n + 1. Append; never change one that shipped. */
export const MIGRATIONS: readonly Migration[] = [
  (db) => {
    db.createObjectStore('profiles', { keyPath: 'id' });
    db.createObjectStore('settings');
  },
  (db) => {
    db.createObjectStore('routes');
  },
  (db) => {
    db.createObjectStore('frontHealth', { keyPath: ['network', 'front'] });
  },
  (db) => {
    db.createObjectStore('subscriptions', { keyPath: 'profileId' });
  },
];
