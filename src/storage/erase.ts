import type { FrontageDb } from './db.ts';

/** Empties every store, all or none of them. */
export async function eraseAll(db: FrontageDb): Promise<void> {
  const transaction = db.transaction([...db.objectStoreNames], 'readwrite');
  await Promise.all([
    ...[...db.objectStoreNames].map((name) => transaction.objectStore(name).clear()),
    transaction.done,
  ]);
}
