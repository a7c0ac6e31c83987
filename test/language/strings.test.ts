import { expect, test } from 'vitest';
import { fillString, type MessageKey, type Strings } from '../../src/language/strings.ts';

const KEY = 'front_good' as MessageKey;
const fill = (message: string, substitutions: string[], contents: Record<string, string> = {}) => {
  const placeholders = Object.fromEntries(
    Object.entries(contents).map(([name, content]) => [name, { content }]),
  );
  const strings: Strings = { [KEY]: { message, placeholders } };
  return fillString(strings, KEY, substitutions);
};

test('fills placeholders by their number, whatever their order and case', () => {
  const contents = { first: '$1', second: '$2' };
  expect(fill('$SECOND$ after $First$', ['one', 'two'], contents)).toBe('two after one');
});

test('what is filled in is not filled itself', () => {
  expect(fill('$A$ and $B$', ['$B$', '$1'], { a: '$1', b: '$2' })).toBe('$B$ and $1');
});

test('what is not given is empty, and so is a string that there is not', () => {
  expect(fill('[$A$] [$NONE$]', [], { a: '$1' })).toBe('[] []');
  expect(fillString({}, KEY, [])).toBe('');
});
