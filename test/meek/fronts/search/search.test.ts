import { describe, expect, test } from 'vitest';
import { FrontFailure } from '../../../../src/meek/fronts/failure/front-failure.ts';
import { HealthBook } from '../../../../src/meek/fronts/health/health-book.ts';
import { searchFronts } from '../../../../src/meek/fronts/search/search.ts';
import { startingLine } from '../../../../src/meek/fronts/search/starting-line.ts';
import type { Candidate } from '../../../../src/meek/fronts/selector/candidate.ts';
import type { Verdict } from '../../../../src/meek/fronts/vetting/vetting.ts';
import { ManualClock } from '../../manual-clock.ts';
import { seededRandom } from '../seeded-random.ts';
import { drawFate, runUntil, simulatedProbe } from '../vetting/simulated-probe.ts';

const NOW_MS = 1_800_000_000_000;

const fronts = (count: number): Candidate[] =>
  Array.from({ length: count }, (_, index) => ({
    key: `front-${index}`,
    provider: `p${index % 3}`,
  }));

function aContext(seed = 1) {
  const book = new HealthBook();
  const context = {
    book,
    network: () => 'home',
    epochMs: () => NOW_MS,
    random: seededRandom(seed),
  };
  return { context, health: book.on('home') };
}

type Fate = Parameters<typeof simulatedProbe>[1];

function start(count: number, fateOf: Fate, { context } = aContext(), enough = 4) {
  const clock = new ManualClock();
  const { probe, log } = simulatedProbe(clock, fateOf);
  const verdicts: Verdict<Candidate, { rttMs: number }>[] = [];
  const abort = new AbortController();
  const end: { first?: string; firstAtMs?: number; error?: unknown } = {};
  searchFronts({
    candidates: fronts(count),
    context,
    probe,
    clock,
    enough,
    signal: abort.signal,
    onVerdict: (verdict) => verdicts.push(verdict),
  }).then(
    ({ key }) => Object.assign(end, { first: key, firstAtMs: clock.nowMs() }),
    (error: unknown) => Object.assign(end, { error }),
  );
  const good = () => verdicts.filter(({ outcome }) => 'report' in outcome).length;
  return { clock, log, verdicts, abort, end, good };
}

const works = { ms: 300, failure: null };
const failsAfter = (ms: number) => ({ ms, failure: new FrontFailure('FRONT_TLS_RESET', '') });
const isOver = (end: object) => () => Object.keys(end).length > 0;

describe('a cold start over 300 fronts of which a tenth is alive', () => {
  test.for([1, 2, 3, 4, 5, 6, 7, 8])('seed %i: has a front within 2 s', async (seed) => {
    const random = seededRandom(seed);
    const fates = new Map(fronts(300).map(({ key }) => [key, drawFate(random, 0.1)]));
    const { clock, end } = start(300, ({ key }) => fates.get(key) ?? null, aContext(seed));
    await runUntil(clock, isOver(end));
    expect(end.firstAtMs).toBeLessThan(2_000);
  });
});

describe('a warm start', () => {
  function warm(fateOf: Fate) {
    const known = aContext();
    for (const key of ['front-7', 'front-50', 'front-120', 'front-200', 'front-250']) {
      known.health.succeeded({ key, provider: 'p' }, NOW_MS, 200);
    }
    return start(300, fateOf, known);
  }

  test('asks four of the known, and as long as they answer in time nobody else', async () => {
    const { clock, log, end, good } = warm(() => works);
    await runUntil(clock, () => good() === 4);
    expect(end.firstAtMs).toBe(300);
    expect(log.started).toHaveLength(4);
    for (const key of log.started) expect(key).toMatch(/^front-(7|50|120|200|250)$/);
    await runUntil(clock, () => false);
    expect(log.started).toHaveLength(4);
    expect(clock.scheduledCount).toBe(0);
  });

  test('asks the others at once when all of the known fail', async () => {
    const knownFail = (key: string) => /^front-(7|50|120|200|250)$/.test(key);
    const { clock, end } = warm(({ key }) => (knownFail(key) ? failsAfter(50) : works));
    await runUntil(clock, isOver(end));
    expect(end.firstAtMs).toBe(350);
  });

  test('asks the others a little later when the known fall silent', async () => {
    const { clock, end } = warm(({ key }) =>
      /^front-(7|50|120|200|250)$/.test(key) ? null : works,
    );
    await runUntil(clock, isOver(end));
    expect(end.firstAtMs).toBeLessThanOrEqual(1_000);
  });
});

test('it ends when there are enough, and calls off what is under way', async () => {
  const { clock, log, good } = start(40, () => works, aContext(), 3);
  await runUntil(clock, () => good() >= 3);
  await runUntil(clock, () => false);
  expect(good()).toBe(3);
  expect(log.started.length).toBeLessThan(40);
  expect(log.underWay).toBe(0);
});

test('when none works, each says why', async () => {
  const { clock, end } = start(5, () => failsAfter(10));
  await runUntil(clock, isOver(end));
  expect(end.error).toBeInstanceOf(AggregateError);
  expect((end.error as AggregateError).errors).toHaveLength(5);
});

test('no fronts are none that work', async () => {
  const { clock, end } = start(0, () => works);
  await runUntil(clock, isOver(end));
  expect(end.error).toMatchObject({ errors: [] });
});

test('called off, it ends with the reason, and no verdict comes any more', async () => {
  const { clock, abort, log, verdicts, end } = start(20, () => works);
  await runUntil(clock, () => log.underWay > 0);
  abort.abort(new Error('switched off'));
  await runUntil(clock, () => false);
  expect(end.error).toMatchObject({ message: 'switched off' });
  expect(verdicts).toEqual([]);
  expect(clock.scheduledCount).toBe(0);
});

describe('the starting line', () => {
  test('leaves out what cools down while there are others', () => {
    const { context, health } = aContext();
    const [bad, ...others] = fronts(40) as [Candidate, ...Candidate[]];
    health.failed(bad, NOW_MS, 'FRONT_TLS_RESET', 0.5);
    const line = startingLine([bad, ...others], context);
    expect(new Set(line.others)).toEqual(new Set(others));
  });

  test('has sixteen at most of what cools down when all do', () => {
    const { context, health } = aContext();
    const all = fronts(300);
    for (const front of all) health.failed(front, NOW_MS, 'FRONT_CDN_REFUSED', 0.5);
    const line = startingLine(all, context);
    expect(line.known).toEqual([]);
    expect(line.others).toHaveLength(16);
  });

  test('does not count on what worked and has failed since', () => {
    const { context, health } = aContext();
    const [front] = fronts(1) as [Candidate];
    health.succeeded(front, NOW_MS, 100);
    expect(startingLine([front], context).known).toEqual([front]);
    health.failed(front, NOW_MS, 'FRONT_TIMEOUT', 0.5);
    expect(startingLine([front], context)).toEqual({ known: [], others: [front] });
  });
});
