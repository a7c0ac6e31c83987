import * as v from 'valibot';
import { RouteRecord, type RouteRecords } from '../meek/v2/route-memory.ts';
import type { FrontageDb } from './db.ts';

/** Networks and CDNs change: what is older, in ms, is learnt anew. One week. */
const MAX_AGE_MS = 7 * 24 * 60 * 60 * 1_000;

/** Of more routes than this, the ones that were learnt first are dropped. */
const MAX_ROUTES = 512;

/** A front's authority, an inner host and a technique. */
const MAX_KEY_LENGTH = 600;

const StoredRoute = v.object({
  learnt: RouteRecord,
  /** When the first of it was learnt, in ms since 1970. */
  sinceMs: v.pipe(v.number(), v.finite()),
});
type StoredRoute = v.InferOutput<typeof StoredRoute>;

/** What is stored of the routes and not too old. Records that are none are passed over. */
export async function readRoutes(db: FrontageDb, nowMs = Date.now()): Promise<RouteRecords> {
  const { store } = db.transaction('routes');
  const routes = freshest(await readStored(store), nowMs);
  return Object.fromEntries(routes.map(([key, { learnt }]) => [key, learnt]));
}

/** Stores these routes and no others, within the bounds of number and age. */
export async function writeRoutes(
  db: FrontageDb,
  records: RouteRecords,
  nowMs = Date.now(),
): Promise<void> {
  const { store, done } = db.transaction('routes', 'readwrite');
  const stored = new Map(freshest(await readStored(store), nowMs));
  const routes = Object.entries(records).map(([key, learnt]): [string, StoredRoute] => [
    key,
    { learnt, sinceMs: stored.get(key)?.sinceMs ?? nowMs },
  ]);
  await Promise.all([
    store.clear(),
    ...freshest(routes.filter(isValid), nowMs).map(([key, route]) => store.put(route, key)),
    done,
  ]);
}

interface ReadableStore {
  getAllKeys(): Promise<string[]>;
  getAll(): Promise<unknown[]>;
}

async function readStored(store: ReadableStore): Promise<[string, StoredRoute][]> {
  const [keys, values] = await Promise.all([store.getAllKeys(), store.getAll()]);
  return values
    .map((value, index): [string, unknown] => [keys[index] ?? '', value])
    .filter(isValid);
}

function isValid(entry: [string, unknown]): entry is [string, StoredRoute] {
  return entry[0].length <= MAX_KEY_LENGTH && v.is(StoredRoute, entry[1]);
}

/** A time that is still to come was written by a clock that has been set back since. */
function freshest(routes: [string, StoredRoute][], nowMs: number): [string, StoredRoute][] {
  return routes
    .filter(([, { sinceMs }]) => sinceMs <= nowMs && nowMs - sinceMs < MAX_AGE_MS)
    .sort(([, a], [, b]) => b.sinceMs - a.sinceMs)
    .slice(0, MAX_ROUTES);
}
