import { expect, test } from 'vitest';
import { BenchArgumentError, choose, readArguments } from './arguments.ts';

const ROWS = ['download@100ms', 'download@100ms-v1', 'upload@100ms'].map((name) => ({ name }));

test('without options every row is measured for ten seconds', () => {
  const read = readArguments([]);
  expect(read).toEqual({ isList: false, jsonFile: undefined, seconds: 10, only: undefined });
  expect(choose(ROWS, read.only)).toEqual(ROWS);
});

test.each([
  ['download@100ms', ['download@100ms']],
  ['download*', ['download@100ms', 'download@100ms-v1']],
  ['upload@100ms,download@100ms', ['download@100ms', 'upload@100ms']],
])('--only %s picks %j, in the order of the table', (only, names) => {
  const chosen = choose(ROWS, readArguments(['--only', only]).only);
  expect(chosen.map(({ name }) => name)).toEqual(names);
});

test.each([[['--seconds', '0']], [['--seconds', 'many']], [['--nonsense']], [['row']]])(
  'refuses %j',
  (argv) => {
    expect(() => readArguments(argv)).toThrow(BenchArgumentError);
  },
);

test.each(['no-such-row', 'sideload*'])('refuses to measure %s', (only) => {
  expect(() => choose(ROWS, [only])).toThrow('no such row');
});
