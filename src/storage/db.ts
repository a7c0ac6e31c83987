import { type IDBPDatabase, openDB } from 'idb';
import { StorageError } from './errors.ts';
import { type FrontageSchema, MIGRATIONS } from './migrations.ts';

export type FrontageDb = IDBPDatabase<FrontageSchema>;

const VERSION = MIGRATIONS.length;

/**
 * Opens the store and brings it to the version that this code knows.
 *
 * `onLost` is called when the handle has stopped working: the browser ended the connection, or it
 * gave way to a newer version of the extension. Whoever holds the handle opens another.
 */
export async function openFrontageDb(
  name = 'frontage',
  onLost: () => void = () => {},
): Promise<FrontageDb> {
  const blocked = Promise.withResolvers<never>();
  const opening = open(name, onLost, (currentVersion) => {
    blocked.reject(
      new StorageError('STORAGE_BLOCKED', `Version ${currentVersion} is still held open.`),
    );
  });
  try {
    return await Promise.race([opening, blocked.promise]);
  } catch (error) {
    // A handle that arrives after the refusal would hold the database open with no one to close it.
    opening.then((db) => db.close()).catch(() => {});
    throw error;
  }
}

async function open(
  name: string,
  onLost: () => void,
  onBlocked: (currentVersion: number) => void,
): Promise<FrontageDb> {
  try {
    return await openDB<FrontageSchema>(name, VERSION, {
      upgrade(db, oldVersion, _newVersion, upgrade) {
        for (const migrate of MIGRATIONS.slice(oldVersion)) migrate(db, upgrade);
      },
      blocked: onBlocked,
      blocking(_currentVersion, _blockedVersion, event) {
        (event.target as IDBDatabase).close();
        onLost();
      },
      terminated: onLost,
    });
  } catch (cause) {
    throw storageError(cause);
  }
}

function storageError(cause: unknown): StorageError {
  const isTooNew = cause instanceof DOMException && cause.name === 'VersionError';
  const code = isTooNew ? 'STORAGE_TOO_NEW' : 'STORAGE_UNAVAILABLE';
  return new StorageError(code, 'The database could not be opened.', { cause });
}
