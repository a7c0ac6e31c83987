import { expect, test, vi } from 'vitest';
import { RouteNotebook } from '../../src/background/route-notebook.ts';
import type { RouteRecords } from '../../src/meek/v2/route-memory.ts';
import { ManualClock } from '../meek/manual-clock.ts';
import { settled } from '../meek/settled.ts';

const ROUTE = 'secure-proxy front.example inner.example';

function notebookUnderTest(stored: RouteRecords = {}) {
  const clock = new ManualClock();
  const shelf = {
    stored,
    routes: vi.fn(async () => shelf.stored),
    saveRoutes: vi.fn(async (records: RouteRecords) => {
      shelf.stored = records;
    }),
  };
  const notebook = new RouteNotebook(shelf, clock);
  const advance = async (ms: number) => {
    clock.advance(ms);
    await settled();
  };
  return { notebook, shelf, clock, advance };
}

test('what was learnt is known after a restart', async () => {
  const { notebook, shelf, clock, advance } = notebookUnderTest();
  (await notebook.memory()).streamed(ROUTE, false);
  await advance(1_000);
  const restarted = new RouteNotebook(shelf, clock);
  expect((await restarted.memory()).styleOf(ROUTE).streams).toBe(false);
});

test('many changes are saved at once, and none is left out', async () => {
  const { notebook, shelf, advance } = notebookUnderTest();
  const memory = await notebook.memory();
  for (let rttMs = 500; rttMs > 100; rttMs--) memory.answered(ROUTE, rttMs);
  await advance(999);
  expect(shelf.saveRoutes).not.toHaveBeenCalled();
  await advance(1);
  expect(shelf.saveRoutes).toHaveBeenCalledTimes(1);
  memory.streamed(ROUTE, true);
  await advance(1_000);
  expect(shelf.saveRoutes).toHaveBeenCalledTimes(2);
  expect(shelf.stored[ROUTE]).toMatchObject({ streams: true, rttMs: 101 });
});

test('it is read once, whoever asks', async () => {
  const { notebook, shelf } = notebookUnderTest();
  const [one, other] = await Promise.all([notebook.memory(), notebook.memory()]);
  expect(one).toBe(other);
  expect(shelf.routes).toHaveBeenCalledTimes(1);
});

test('forgotten, it stays so, whatever is learnt with the old memory', async () => {
  const { notebook, shelf, advance } = notebookUnderTest();
  const old = await notebook.memory();
  old.streamed(ROUTE, false);
  await notebook.forget();
  old.streamed(ROUTE, true);
  await advance(10_000);
  expect(shelf.stored).toEqual({});
  expect((await notebook.memory()).recordOf(ROUTE).streams).toBeNull();
});

test('what is learnt after it was forgotten is saved, though an old memory had changed', async () => {
  const { notebook, shelf, advance } = notebookUnderTest();
  const old = await notebook.memory();
  await notebook.forget();
  const memory = await notebook.memory();
  old.streamed(ROUTE, false);
  memory.streamed(ROUTE, true);
  await advance(1_000);
  expect(shelf.stored[ROUTE]).toMatchObject({ streams: true });
});

test('a store that fails costs what was learnt and nothing else', async () => {
  const { notebook, shelf, advance } = notebookUnderTest();
  shelf.routes.mockRejectedValue(new Error('blocked'));
  shelf.saveRoutes.mockRejectedValue(new Error('full'));
  const memory = await notebook.memory();
  memory.streamed(ROUTE, false);
  await advance(1_000);
  await notebook.forget();
  expect(memory.styleOf(ROUTE).streams).toBe(false);
});
