import 'fake-indexeddb/auto';
import { beforeEach, expect, test, vi } from 'vitest';
import { forgetEverything } from '../../../src/background/settings/forget-everything.ts';
import { Store } from '../../../src/background/store.ts';
import { openFrontageDb } from '../../../src/storage/db.ts';
import { ManualClock } from '../../meek/manual-clock.ts';
import { aProfile } from '../a-profile.ts';
import { fakeBrowser, resetFakeBrowser } from '../fake-browser.ts';

vi.mock('webextension-polyfill', async () => ({
  default: (await import('../fake-browser.ts')).fakeBrowser,
}));

beforeEach(() => {
  resetFakeBrowser();
  vi.stubGlobal('indexedDB', new IDBFactory());
});

test('nothing is left, the tunnel is ended first, and the extension begins anew', async () => {
  const store = new Store();
  const clock = new ManualClock();
  await store.saveProfile(aProfile());
  await store.patchSettings({ wanted: true });
  fakeBrowser.session.set('draft', 'secret');
  const order: string[] = [];
  await forgetEverything({
    stop: async () => void order.push('stop'),
    erase: () => {
      order.push('erase');
      return store.erase();
    },
    clock,
  });
  expect(order).toEqual(['stop', 'erase']);
  const db = await openFrontageDb();
  for (const name of db.objectStoreNames) expect(await db.count(name), name).toBe(0);
  expect(fakeBrowser.session.size).toBe(0);
  expect(fakeBrowser.storage.local.clear).toHaveBeenCalledTimes(1);
  const given = { origins: ['https://front.example/*'] };
  expect(fakeBrowser.permissions.remove).toHaveBeenCalledExactlyOnceWith(given);
  expect(fakeBrowser.runtime.reload).not.toHaveBeenCalled();
  clock.advance(500);
  expect(fakeBrowser.runtime.reload).toHaveBeenCalledTimes(1);
});

test('where the tunnel cannot be ended nothing is erased', async () => {
  const erase = vi.fn(async () => {});
  const stop = () => Promise.reject(new Error('no'));
  await expect(forgetEverything({ stop, erase, clock: new ManualClock() })).rejects.toThrow();
  expect(erase).not.toHaveBeenCalled();
});
