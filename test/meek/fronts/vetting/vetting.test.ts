import { describe, expect, test } from 'vitest';
import { FrontFailure } from '../../../../src/meek/fronts/failure/front-failure.ts';
import type { Candidate } from '../../../../src/meek/fronts/selector/candidate.ts';
import {
  type Verdict,
  type VettingOptions,
  type VettingResult,
  vet,
} from '../../../../src/meek/fronts/vetting/vetting.ts';
import { ManualClock } from '../../manual-clock.ts';
import { seededRandom } from '../seeded-random.ts';
import { drawFate, runUntil, simulatedProbe } from './simulated-probe.ts';

type Options = VettingOptions<Candidate, { rttMs: number }>;

const fronts = (count: number): Candidate[] =>
  Array.from({ length: count }, (_, index) => ({
    key: `front-${index}`,
    provider: `p${index % 3}`,
  }));

function start(
  count: number,
  fateOf: Parameters<typeof simulatedProbe>[1],
  more: Partial<Options> = {},
) {
  const clock = new ManualClock();
  const { probe, log } = simulatedProbe(clock, fateOf);
  const verdicts: (Verdict<Candidate, { rttMs: number }> & { atMs: number })[] = [];
  let result: VettingResult | undefined;
  let error: unknown;
  const outcome = vet({
    candidates: fronts(count),
    probe,
    onVerdict: (verdict) => verdicts.push({ ...verdict, atMs: clock.nowMs() }),
    clock,
    signal: new AbortController().signal,
    ...more,
  });
  outcome.then(
    (value) => {
      result = value;
    },
    (reason) => {
      error = reason;
    },
  );
  const firstGoodMs = () => verdicts.find(({ outcome }) => 'report' in outcome)?.atMs;
  return { clock, log, verdicts, outcome, firstGoodMs, result: () => result, error: () => error };
}

const works =
  (ms = 300) =>
  () => ({ ms, failure: null });
const fails =
  (code: FrontFailure['code'], ms = 10) =>
  () => ({ ms, failure: new FrontFailure(code, '') });

describe('300 candidates of which a tenth is alive', () => {
  test.for(Array.from({ length: 40 }, (_, seed) => seed))(
    'seed %i: the first good one is there within 2 s',
    async (seed) => {
      const random = seededRandom(seed);
      const fates = new Map(fronts(300).map(({ key }) => [key, drawFate(random, 0.1)]));
      const { clock, firstGoodMs } = start(300, ({ key }) => fates.get(key) ?? null);
      await runUntil(clock, () => firstGoodMs() !== undefined);
      expect(firstGoodMs()).toBeLessThan(2_000);
    },
  );

  test('are all judged, each once, and never more than 64 at a time', async () => {
    const random = seededRandom(1);
    const fates = new Map(fronts(300).map(({ key }) => [key, drawFate(random, 0.1)]));
    const { clock, log, verdicts, result } = start(300, ({ key }) => fates.get(key) ?? null);
    await runUntil(clock, () => result() !== undefined);
    const good = [...fates.values()].filter((fate) => fate?.failure === null).length;
    expect(result()).toEqual({ total: 300, done: 300, good, stopped: null });
    expect(new Set(verdicts.map(({ candidate }) => candidate.key)).size).toBe(300);
    expect(log.mostUnderWay).toBeLessThanOrEqual(64);
    expect(clock.scheduledCount).toBe(0);
  });
});

describe('the haste', () => {
  test('lets blackholes keep nobody waiting', async () => {
    const { clock, log } = start(300, () => null);
    await runUntil(clock, () => clock.nowMs() >= 1_000);
    expect(log.started.length).toBe(64);
  });

  test('ends with the third good front: from then on there are sixteen at a time', async () => {
    const { clock, log, result } = start(200, ({ key }) =>
      Number(key.slice(6)) < 3 ? { ms: 100, failure: null } : null,
    );
    await runUntil(clock, () => clock.nowMs() >= 250);
    expect(log.started.length).toBe(3 + 16);
    await runUntil(clock, () => result() !== undefined);
    expect(log.mostUnderWay).toBe(16);
  });

  test('is none in the background', async () => {
    const { clock, log, result } = start(20, () => null, { concurrency: 1, wanted: 0 });
    await runUntil(clock, () => result() !== undefined);
    expect(log.mostUnderWay).toBe(1);
  });
});

describe('the time limit', () => {
  const lastTook = async (count: number, fateOf: Parameters<typeof simulatedProbe>[1]) => {
    const { clock, verdicts, result } = start(count, fateOf, { concurrency: 1, wanted: 0 });
    await runUntil(clock, () => result() !== undefined);
    return (verdicts.at(-1)?.atMs ?? 0) - (verdicts.at(-2)?.atMs ?? 0);
  };

  test('is four seconds at first', async () => {
    expect(await lastTook(2, () => null)).toBe(4_000);
  });

  test.each([
    [100, 1_500],
    [900, 2_700],
  ])('follows good answers of %i ms to %i ms', async (rttMs, limitMs) => {
    const fateOf = ({ key }: Candidate) =>
      key === 'front-0' ? { ms: rttMs, failure: null } : null;
    expect(await lastTook(2, fateOf)).toBe(limitMs);
  });

  test('grows when nothing answers at all: it may be us who are slow', async () => {
    expect(await lastTook(33, () => null)).toBe(8_000);
    expect(await lastTook(200, () => null)).toBe(15_000);
  });
});

describe('it ends', () => {
  test('at once when there is nothing to vet', async () => {
    const { outcome } = start(0, works());
    await expect(outcome).resolves.toEqual({ total: 0, done: 0, good: 0, stopped: null });
  });

  test('with the signal’s reason, calling off what is under way', async () => {
    const abort = new AbortController();
    const { clock, log, verdicts, outcome, error } = start(300, works(), { signal: abort.signal });
    await runUntil(clock, () => clock.nowMs() >= 300);
    abort.abort(new Error('enough'));
    await expect(outcome).rejects.toThrow('enough');
    const before = verdicts.length;
    await runUntil(clock, () => false);
    expect(error()).toBeInstanceOf(Error);
    expect(log.underWay).toBe(0);
    expect(clock.scheduledCount).toBe(0);
    expect(verdicts).toHaveLength(before);
  });

  test('before it begins when the signal has aborted', async () => {
    const signal = AbortSignal.abort(new Error('switched off'));
    const { log, outcome } = start(300, works(), { signal });
    await expect(outcome).rejects.toThrow('switched off');
    expect(log.started).toEqual([]);
  });

  test.each(['FRONT_OFFLINE', 'FRONT_BLOCKED_LOCALLY', 'FRONT_TOKEN_REFUSED'] as const)(
    'when %s comes thrice in a row: that is not the fronts’ fault',
    async (code) => {
      const { clock, log, result } = start(300, fails(code), { concurrency: 1, wanted: 0 });
      await runUntil(clock, () => result() !== undefined);
      expect(result()).toMatchObject({ done: 3, good: 0, stopped: { code } });
      expect(log.started).toHaveLength(3);
    },
  );

  test('not for one that comes now and then', async () => {
    const { clock, result } = start(
      30,
      ({ key }) => (Number(key.slice(6)) % 3 === 0 ? works()() : fails('FRONT_OFFLINE')()),
      { concurrency: 1 },
    );
    await runUntil(clock, () => result() !== undefined);
    expect(result()).toMatchObject({ done: 30, good: 10, stopped: null });
  });

  test('not for a probe that throws something else', async () => {
    const probe = async () => {
      throw new RangeError('a bug');
    };
    const { clock, verdicts, result } = start(5, works(), { probe });
    await runUntil(clock, () => result() !== undefined);
    expect(result()).toMatchObject({ done: 5, good: 0 });
    expect(verdicts[0]?.outcome).toMatchObject({ failure: { code: 'FRONT_UNREACHABLE' } });
  });
});

test('verdicts come one by one with the progress', async () => {
  const progress: unknown[] = [];
  const { clock, result } = start(3, works(), { onVerdict: (_, each) => progress.push(each) });
  await runUntil(clock, () => result() !== undefined);
  expect(progress).toEqual([1, 2, 3].map((done) => ({ total: 3, done, good: done })));
});
