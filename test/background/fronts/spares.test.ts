import { expect, test } from 'vitest';
import { makePlan } from '../../../src/background/fronting/plan.ts';
import { keepSpares } from '../../../src/background/fronts/spares.ts';
import { HealthBook } from '../../../src/meek/fronts/health/health-book.ts';
import { systemRandom } from '../../../src/meek/random.ts';
import { middling } from '../../meek/an-environment.ts';
import { ManualClock } from '../../meek/manual-clock.ts';
import { settled } from '../../meek/settled.ts';
import { aProfile } from '../a-profile.ts';

function underTest() {
  const clock = new ManualClock();
  const abort = new AbortController();
  const fronts = Array.from({ length: 20 }, (_, index) => ({ host: `f${index}.example` }));
  const { routes } = makePlan(aProfile({ fronts }), 'firefox', systemRandom);
  const book = new HealthBook();
  const context = {
    ...{ book, network: () => 'home', random: middling },
    epochMs: () => 1_800_000_000_000 + clock.nowMs(),
  };
  const vetted: string[] = [];
  const vet = async ({ candidates }: { candidates: readonly (typeof routes)[0][] }) => {
    vetted.push(...candidates.map(({ key }) => key));
    for (const candidate of candidates) {
      book.on('home').succeeded(candidate, context.epochMs(), 100);
    }
    return { total: 1, done: 1, good: 1, stopped: null };
  };
  const kept = keepSpares(
    { candidates: routes, context, vet } as never,
    clock,
    async () => {},
    abort.signal,
  );
  const ended = kept.catch((error: unknown) => error);
  const pass = async (ms: number) => {
    clock.advance(ms);
    await settled();
  };
  return { clock, abort, vetted, ended, pass };
}

test('asks one after the other, seldom once there are some, and none when there are enough', async () => {
  const { vetted, pass } = underTest();
  await settled();
  expect(vetted).toEqual([]);
  for (let count = 1; count <= 3; count++) {
    await pass(30_000);
    expect(vetted).toHaveLength(count);
  }
  await pass(30_000);
  expect(vetted).toHaveLength(3);
  for (let count = 0; count < 12; count++) await pass(10 * 60_000);
  expect(new Set(vetted).size).toBe(6);
});

test('ends with the tunnel, and leaves no timer', async () => {
  const { clock, abort, vetted, ended, pass } = underTest();
  await settled();
  abort.abort(new Error('down'));
  expect(await ended).toMatchObject({ message: 'down' });
  await pass(3_600_000);
  expect(vetted).toEqual([]);
  expect(clock.scheduledCount).toBe(0);
});
