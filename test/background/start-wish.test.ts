import 'fake-indexeddb/auto';
import { beforeEach, expect, test, vi } from 'vitest';
import { StartWish } from '../../src/background/start-wish.ts';
import { Store } from '../../src/background/store.ts';
import { fakeBrowser, resetFakeBrowser } from './fake-browser.ts';

vi.mock('webextension-polyfill', async () => ({
  default: (await import('./fake-browser.ts')).fakeBrowser,
}));

beforeEach(() => {
  resetFakeBrowser();
  vi.stubGlobal('indexedDB', new IDBFactory());
});

/** What the first worker after a start of the browser finds, and the one after that. */
async function begin(wanted: boolean, autoConnect: boolean) {
  const store = new Store();
  await store.patchSettings({ wanted, autoConnect });
  const first = await new StartWish(store).isWanted();
  const second = await new StartWish(store).isWanted();
  return { store, first, second, wish: new StartWish(store) };
}

test.each([
  [true, true, true],
  [false, true, false],
  [true, false, false],
  [false, false, false],
])('was it on: %s; to come back: %s; is it on: %s', async (wanted, autoConnect, isOn) => {
  const { first, second, wish } = await begin(wanted, autoConnect);
  expect([first, second]).toEqual([isOn, isOn]);
  expect(await wish.wasLeftOff()).toBe(wanted && !isOn);
});

test('that it was left off is told until the person has decided', async () => {
  const { wish } = await begin(true, false);
  await wish.decided();
  expect(await wish.wasLeftOff()).toBe(false);
});

test('a worker that begins again leaves a tunnel on that was switched on since', async () => {
  const { store, wish } = await begin(true, false);
  await store.patchSettings({ wanted: true });
  expect(await wish.isWanted()).toBe(true);
});

test('where it cannot be told who was first, the tunnel stays as it was', async () => {
  const failing = vi.spyOn(fakeBrowser.storage.session, 'get').mockRejectedValue(new Error('no'));
  expect((await begin(true, false)).first).toBe(true);
  failing.mockRestore();
});
