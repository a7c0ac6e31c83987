import { expect, test } from 'vitest';
import { HISTORY_S, ThroughputHistory } from '../../../src/background/throughput/history.ts';
import { ManualClock } from '../../meek/manual-clock.ts';

const ALL = Number.NEGATIVE_INFINITY;

function underTest() {
  const clock = new ManualClock();
  clock.advance(5_500);
  return { clock, history: new ThroughputHistory(clock) };
}

test('bytes count for the second in which they pass, and none before it is over', () => {
  const { clock, history } = underTest();
  history.sent(1);
  history.sent(2);
  expect(history.since(ALL)).toEqual({ firstS: 5, sent: [], received: [] });
  clock.advance(500);
  history.received(7);
  clock.advance(1_000);
  expect(history.since(ALL)).toEqual({ firstS: 5, sent: [3, 0], received: [0, 7] });
});

test('who knows some of it is told the rest', () => {
  const { clock, history } = underTest();
  for (let second = 0; second < 4; second += 1) {
    history.sent(second);
    clock.advance(1_000);
  }
  expect(history.since(7)).toEqual({ firstS: 7, sent: [2, 3], received: [0, 0] });
  expect(history.since(9)).toEqual({ firstS: 9, sent: [], received: [] });
});

test('it remembers so much and no more, however long it was quiet', () => {
  const { clock, history } = underTest();
  for (let second = 0; second < 3 * HISTORY_S; second += 1) {
    history.sent(second);
    clock.advance(1_000);
  }
  const { firstS, sent } = history.since(ALL);
  expect(sent).toHaveLength(HISTORY_S - 1);
  expect(sent.at(-1)).toBe(3 * HISTORY_S - 1);
  expect(sent[0]).toBe(2 * HISTORY_S + 1);
  expect(firstS).toBe(5 + 2 * HISTORY_S + 1);
  clock.advance(10 * HISTORY_S * 1_000);
  history.received(1);
  expect(new Set(history.since(ALL).sent)).toEqual(new Set([0]));
  expect(new Set(history.since(ALL).received)).toEqual(new Set([0]));
});

test('of what was before the switch nothing is left', () => {
  const { clock, history } = underTest();
  history.sent(1);
  clock.advance(3_000);
  history.clear();
  clock.advance(1_000);
  expect(history.since(ALL)).toEqual({ firstS: 8, sent: [0], received: [0] });
});
