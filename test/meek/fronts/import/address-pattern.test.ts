import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAddressPattern } from '../../../../src/meek/fronts/import/formats/address-pattern.ts';
import { sample } from '../../../../src/meek/fronts/import/formats/pattern-sample.ts';
import { systemRandom } from '../../../../src/meek/random.ts';
import { aContext } from './preview-fixture.ts';

const textsOf = (pattern: string) => {
  const parsed = parseAddressPattern(pattern);
  if (!parsed) return undefined;
  return Array.from({ length: Number(parsed.size) }, (_, index) => parsed.at(BigInt(index)));
};

test.each([
  ['www.front.example', ['www.front.example']],
  ['a\\.b', ['a.b']],
  ['a[1-3]b', ['a1b', 'a2b', 'a3b']],
  ['[ac-e-]', ['a', 'c', 'd', 'e', '-']],
  ['x?', ['', 'x']],
  ['(a|b(c|d))e', ['ae', 'bce', 'bde']],
  ['(?:a|b){2}', ['aa', 'ab', 'ba', 'bb']],
  ['a{1,3}', ['a', 'aa', 'aaa']],
  ['\\d', [...'0123456789']],
  ['A', ['a']],
  ['(){9}', ['']],
  ['a.example:8443', ['a.example:8443']],
])('%s stands for its texts', (pattern, texts) => {
  expect(textsOf(pattern)).toEqual(texts);
});

test.each([
  'a*',
  'a+',
  '[^a]',
  '(a',
  'a)',
  '[z-a]',
  '[a-9]',
  'a{2,1}',
  'a{2,}',
  '\\1',
  '(?=a)',
  '^a$',
])('%s is outside the subset', (pattern) => {
  expect(parseAddressPattern(pattern)).toBeUndefined();
});

describe('what would be endless', () => {
  test.each([
    ['texts longer than a host name', '[a-z]{261}'],
    ['repeats of repeats', '((([a-z]{99}){99}){99}){99}'],
    ['groups in groups', `${'('.repeat(250)}a${')'.repeat(250)}`],
    ['more characters than a pattern has', 'a'.repeat(513)],
  ])('%s', (_, pattern) => {
    expect(parseAddressPattern(pattern)).toBeUndefined();
  });

  test('repeats of nothing are nothing', () => {
    expect(textsOf('((((){999}){999}){999}){999}')).toEqual(['']);
  });
});

test('any text is parsed or not, and what it stands for is never longer than it says', () => {
  const words = [
    'a',
    '[a-z0-9]',
    '\\d',
    '\\w',
    '(',
    ')',
    '|',
    '?',
    '{2}',
    '{1,3}',
    '{260}',
    '.',
    '-',
    '*',
  ];
  const patterns = fc
    .array(fc.constantFrom(...words), { maxLength: 40 })
    .map((all) => all.join(''));
  fc.assert(
    fc.property(fc.oneof(patterns, fc.string({ maxLength: 600 })), (text) => {
      const pattern = parseAddressPattern(text);
      if (!pattern) return;
      for (const index of [0n, pattern.size / 2n, pattern.size - 1n]) {
        expect(pattern.at(index).length).toBeLessThanOrEqual(pattern.maxLength);
      }
      expect(pattern.maxLength).toBeLessThanOrEqual(260);
    }),
    { numRuns: 500 },
  );
});

test('of a small pattern all are taken, of a large one so many different ones', () => {
  const { random } = aContext();
  const small = parseAddressPattern('[ab]?c');
  const large = parseAddressPattern('[a-z0-9]{1,64}.example');
  if (!small || !large) throw new Error('These are patterns.');
  expect(sample(small, 4, random)).toEqual(['c', 'ac', 'bc']);
  const taken = sample(large, 32, systemRandom);
  expect(new Set(taken).size).toBe(32);
  for (const text of taken) expect(text).toMatch(/^[a-z0-9]{1,64}\.example$/);
});
