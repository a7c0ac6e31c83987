import * as v from 'valibot';
import { type HealthChange, HealthRow } from '../meek/fronts/health/health-book.ts';
import type { FrontageDb } from './db.ts';

/** Blocks are made and lifted: what is older, in ms, says nothing any more. 30 days. */
const MAX_AGE_MS = 30 * 24 * 60 * 60 * 1_000;

/** Several profiles' fronts on several networks. Those that were updated the longest ago go. */
export const MAX_ROWS = 10_000;

/** What is stored of the fronts and not too old. Records that are none are passed over. */
export async function readFrontHealth(db: FrontageDb, nowMs = Date.now()): Promise<HealthRow[]> {
  return freshOf(await db.getAll('frontHealth'), nowMs);
}

/** Stores these changes beside what is there, within the bounds of number and age. */
export async function writeFrontHealth(
  db: FrontageDb,
  changes: readonly HealthChange[],
  nowMs = Date.now(),
): Promise<void> {
  const { store, done } = db.transaction('frontHealth', 'readwrite');
  const writes = changes.map((change) =>
    v.is(HealthRow, change) ? store.put(change) : store.delete([change.network, change.front]),
  );
  await Promise.all([...writes, done]);
  await makeRoom(db, nowMs);
}

/** What could not be read again goes with what is over. */
async function makeRoom(db: FrontageDb, nowMs: number): Promise<void> {
  const { store, done } = db.transaction('frontHealth', 'readwrite');
  if ((await store.count()) > MAX_ROWS) {
    const [keys, rows] = await Promise.all([store.getAllKeys(), store.getAll()]);
    const kept = newest(rows, nowMs);
    await Promise.all(
      keys.filter((_, index) => !kept.has(rows[index])).map((key) => store.delete(key)),
    );
  }
  await done;
}

function newest(rows: readonly unknown[], nowMs: number): Set<unknown> {
  const fresh = freshOf(rows, nowMs).sort((a, b) => updatedAtMs(b) - updatedAtMs(a));
  return new Set(fresh.slice(0, MAX_ROWS));
}

/** A time that is still to come was written by a clock that has been set back since. */
function freshOf(rows: readonly unknown[], nowMs: number): HealthRow[] {
  return rows
    .filter((row) => v.is(HealthRow, row))
    .filter((row) => updatedAtMs(row) <= nowMs && nowMs - updatedAtMs(row) < MAX_AGE_MS);
}

function updatedAtMs({ health: { atMs, failAtMs } }: HealthRow): number {
  return Math.max(atMs, failAtMs ?? 0);
}
