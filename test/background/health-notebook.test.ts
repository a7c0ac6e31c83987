import { expect, test, vi } from 'vitest';
import { HealthNotebook } from '../../src/background/health-notebook.ts';
import { afterSuccess, UNTRIED } from '../../src/meek/fronts/health/front-health.ts';
import type { HealthChange, HealthRow } from '../../src/meek/fronts/health/health-book.ts';
import { ManualClock } from '../meek/manual-clock.ts';

const A = { key: 'a', provider: 'p' };
const STORED: HealthRow = { network: 'home', front: 'a', health: afterSuccess(UNTRIED, 1_000, 80) };

function underTest(rows: HealthRow[] = []) {
  const clock = new ManualClock();
  const shelf = {
    frontHealth: vi.fn(async () => rows),
    saveFrontHealth: vi.fn(async (_changes: readonly HealthChange[]) => {}),
  };
  return { clock, shelf, notebook: new HealthNotebook(shelf, clock) };
}

test('is read once, whoever asks', async () => {
  const { notebook, shelf } = underTest([STORED]);
  const [one, other] = await Promise.all([notebook.book(), notebook.book()]);
  expect(one).toBe(other);
  expect(one.on('home').healthOf('a')).toEqual(STORED.health);
  expect(shelf.frontHealth).toHaveBeenCalledOnce();
});

test('a burst of changes is saved once, each front as it was last', async () => {
  const { notebook, shelf, clock } = underTest();
  const health = (await notebook.book()).on('home');
  for (const atMs of [1, 2, 3]) health.succeeded(A, atMs, 50);
  health.failed({ key: 'b', provider: 'p' }, 4, 'FRONT_TIMEOUT', 0.5);
  expect(shelf.saveFrontHealth).not.toHaveBeenCalled();
  clock.advance(1_000);
  expect(shelf.saveFrontHealth).toHaveBeenCalledExactlyOnceWith([
    { network: 'home', front: 'a', health: health.healthOf('a') },
    { network: 'home', front: 'b', health: health.healthOf('b') },
  ]);
  clock.advance(10_000);
  expect(shelf.saveFrontHealth).toHaveBeenCalledOnce();
});

test('fronts that are in no profile any more are forgotten at once', async () => {
  const { notebook, shelf } = underTest([STORED, { ...STORED, front: 'b' }]);
  await notebook.keepOnly((key) => key === 'b');
  expect(shelf.saveFrontHealth).toHaveBeenCalledExactlyOnceWith([
    { network: 'home', front: 'a', health: null },
  ]);
  const fronts = [...(await notebook.book()).rows()].map(({ front }) => front);
  expect(fronts).toEqual(['b']);
});

test('a shelf that cannot be read or written is an empty one', async () => {
  const { notebook, shelf, clock } = underTest();
  shelf.frontHealth.mockRejectedValue(new Error('gone'));
  shelf.saveFrontHealth.mockRejectedValue(new Error('gone'));
  const book = await notebook.book();
  book.on('home').succeeded(A, 1, 50);
  clock.advance(1_000);
  await Promise.resolve();
  expect(book.on('home').healthOf('a').okAtMs).toBe(1);
});
