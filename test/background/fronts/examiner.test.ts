import { expect, test } from 'vitest';
import type { PlannedRoute } from '../../../src/background/fronting/planned-route.ts';
import { Examiner } from '../../../src/background/fronts/examiner.ts';
import { settled } from '../../meek/settled.ts';

const route = (key: string) => ({ key }) as PlannedRoute;

function heldExaminer() {
  const ends = new Map<string, () => void>();
  const begun: string[] = [];
  const examiner = new Examiner(({ key }) => {
    begun.push(key);
    return new Promise<void>((resolve) => ends.set(key, resolve));
  });
  return { examiner, begun, end: (key: string) => ends.get(key)?.() };
}

test('a few fronts are examined at a time, and the others in turn', async () => {
  const { examiner, begun, end } = heldExaminer();
  for (let index = 0; index < 10; index++) examiner.add(route(`${index}`));
  expect(begun).toHaveLength(8);
  end('3');
  await settled();
  expect(begun).toHaveLength(9);
});

test('while a front is looked for, the others wait', async () => {
  const { examiner, begun, end } = heldExaminer();
  examiner.pause();
  examiner.add(route('a'));
  expect(begun).toEqual([]);
  examiner.resume();
  expect(begun).toEqual(['a']);
  const all = examiner.settled();
  end('a');
  await all;
});

test('a front is examined once at a time, and no more than 64 wait', () => {
  const { examiner, begun } = heldExaminer();
  examiner.add(route('a'));
  examiner.add(route('a'));
  expect(begun).toEqual(['a']);
  examiner.pause();
  for (let index = 0; index < 100; index++) examiner.add(route(`${index}`));
  examiner.resume();
  expect(begun).toHaveLength(8);
});

test('an examination that fails makes room for the next', async () => {
  let begun = 0;
  const examiner = new Examiner(() => {
    begun += 1;
    return Promise.reject(new RangeError('no'));
  });
  for (let index = 0; index < 20; index++) examiner.add(route(`${index}`));
  await examiner.settled();
  expect(begun).toBe(20);
});
