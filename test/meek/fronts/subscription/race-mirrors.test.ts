import { describe, expect, test, vi } from 'vitest';
import {
  type MirrorOutcome,
  raceMirrors,
} from '../../../../src/meek/fronts/subscription/race-mirrors.ts';
import { ManualClock } from '../../manual-clock.ts';

const list: MirrorOutcome = { list: { number: 2, expiresAtMs: 1, fronts: [] }, refused: [] };

/** Mirrors are asked in the order in which they stand here. */
const inOrder = { bytes: () => new Uint8Array(), fraction: () => 0 };

function raceUnderTest(urls: string[]) {
  const clock = new ManualClock();
  const over = new AbortController();
  const answers = new Map(urls.map((url) => [url, Promise.withResolvers<MirrorOutcome>()]));
  const signals: AbortSignal[] = [];
  const asked: string[] = [];
  const ask = (url: string, signal: AbortSignal) => {
    asked.push(url);
    signals.push(signal);
    const answer = answers.get(url);
    signal.addEventListener('abort', () => answer?.resolve({ code: 'unreachable' }));
    return answer?.promise ?? Promise.reject(new Error(url));
  };
  const race = raceMirrors(urls, ask, { clock, random: inOrder }, over.signal);
  const answer = (url: string, outcome: MirrorOutcome) => answers.get(url)?.resolve(outcome);
  const askedInTheEnd = (count: number) =>
    vi.waitFor(() => expect(asked).toHaveLength(count), { interval: 1 });
  return { clock, over, race, asked, signals, answer, askedInTheEnd };
}

test('the next mirror is asked when one has failed, and not before', async () => {
  const { race, asked, answer, askedInTheEnd } = raceUnderTest(['a', 'b', 'c']);
  expect(asked).toEqual(['a']);
  answer('a', { code: 'bad-status' });
  await askedInTheEnd(2);
  answer('b', list);
  expect(await race).toBe(list);
  expect(asked).toEqual(['a', 'b']);
});

test('or when one is slow; whoever has a list first wins, and the others are called off', async () => {
  const { clock, race, signals, answer, askedInTheEnd } = raceUnderTest(['a', 'b']);
  clock.advance(3_999);
  expect(signals).toHaveLength(1);
  clock.advance(1);
  await askedInTheEnd(2);
  answer('a', list);
  expect(await race).toBe(list);
  expect(signals[1]?.aborted).toBe(true);
});

test('the same list as before is good enough', async () => {
  const { race, asked, answer } = raceUnderTest(['a', 'b']);
  answer('a', { code: 'unchanged' });
  expect(await race).toEqual({ code: 'unchanged' });
  expect(asked).toEqual(['a']);
});

test('a mirror that forges does not keep another from being believed', async () => {
  const { race, answer, askedInTheEnd } = raceUnderTest(['a', 'b']);
  answer('a', { code: 'bad-signature' });
  await askedInTheEnd(2);
  answer('b', list);
  expect(await race).toBe(list);
});

describe('where none has a good list, what says most is told', () => {
  test.each([
    [['unreachable', 'bad-signature', 'expired'], 'bad-signature'],
    [['expired', 'rolled-back', 'unreachable'], 'rolled-back'],
    [['unreachable', 'not-a-signed-list', 'bad-status'], 'not-a-signed-list'],
    [['unreachable', 'bad-status', 'unreachable'], 'bad-status'],
  ] as const)('%s', async (codes, expected) => {
    const urls = ['a', 'b', 'c'];
    const { race, answer } = raceUnderTest(urls);
    for (const [index, code] of codes.entries()) answer(urls[index] ?? '', { code });
    expect(await race).toEqual({ code: expected });
  });
});

test('called off, it ends and asks nobody else', async () => {
  const { over, race, asked } = raceUnderTest(['a', 'b']);
  over.abort();
  expect(await race).toEqual({ code: 'unreachable' });
  expect(asked).toEqual(['a']);
});
