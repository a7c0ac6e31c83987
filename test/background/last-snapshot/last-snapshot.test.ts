import { beforeEach, expect, test, vi } from 'vitest';
import {
  LAST_SNAPSHOT,
  LastSnapshot,
} from '../../../src/background/last-snapshot/last-snapshot.ts';
import type { Snapshot } from '../../../src/background/messages.ts';
import { aSnapshot, HOME, ON } from '../../popup/snapshots.ts';

const session = vi.hoisted(() => ({
  set: vi.fn(async (_: Record<string, unknown>) => {}),
  remove: vi.fn(async (_: string) => {}),
}));
vi.mock('webextension-polyfill', () => ({ default: { storage: { session } } }));

beforeEach(() => {
  session.set.mockClear();
  session.remove.mockClear();
});

/** What of a snapshot is kept. */
async function keptOf(snapshot: Snapshot): Promise<Snapshot> {
  new LastSnapshot().keep(snapshot);
  await vi.waitFor(() => expect(session.set).toHaveBeenCalledTimes(1));
  const [[items] = [{}]] = session.set.mock.calls;
  return (items[LAST_SNAPSHOT] as { snapshot: Snapshot }).snapshot;
}

test('keeps what the first paint shows', async () => {
  expect(await keptOf(aSnapshot({ state: ON }))).toMatchObject({
    state: ON,
    profiles: [{ id: HOME.id, name: HOME.name }],
    chosenProfileId: HOME.id,
  });
});

test('keeps no secret', async () => {
  const headers = { 'X-Key': 'secret-header' };
  const serverPin = 'secret-pin';
  const profile = { ...HOME, token: 'secret-token', serverPin, options: { headers } };
  const urls = ['https://secret-list.example/'];
  const subscription = {
    ...{ profileId: HOME.id, urls, publicKey: 'secret-key', mayFetchDirectly: false },
    ...{ progress: 'idle' as const, way: 'tunnel' as const, list: null, last: null },
  };
  const kept = await keptOf(aSnapshot({ profiles: [profile], subscriptions: [subscription] }));
  expect(JSON.stringify(kept)).not.toContain('secret');
  expect(kept.subscriptions).toHaveLength(1);
});

test('keeps no front: they are many, and have a port of their own', async () => {
  const kept = await keptOf(aSnapshot());
  expect(kept.profiles[0]?.fronts).toEqual([]);
});

test('a snapshot that is too long all the same is not kept, nor is the one before', async () => {
  const last = new LastSnapshot();
  last.keep(aSnapshot());
  const profiles = Array.from({ length: 1_000 }, () => ({ ...HOME, name: 'x'.repeat(80) }));
  last.keep(aSnapshot({ profiles }));
  await vi.waitFor(() => expect(session.remove).toHaveBeenCalledExactlyOnceWith(LAST_SNAPSHOT));
  expect(session.set).toHaveBeenCalledTimes(1);
});

test('writes nothing twice', async () => {
  const last = new LastSnapshot();
  for (const _ of [1, 2, 3]) last.keep(aSnapshot());
  last.keep(aSnapshot({ state: ON }));
  await vi.waitFor(() => expect(session.set).toHaveBeenCalledTimes(2));
});
