import { expect, test } from 'vitest';
import { describeReset } from '../../src/link/errors.ts';

test('an error with a code of ours is told by it', () => {
  const error = Object.assign(new Error('why'), { code: 'MEEK_SESSION_LOST' });
  expect(describeReset(error)).toEqual({ code: 'MEEK_SESSION_LOST', message: 'why' });
});

test.each([
  ['no error', undefined],
  ['null', null],
  ['a text', 'enough'],
  ['an error without a code', new Error('why')],
  ['a DOMException, whose code is a number', new DOMException('why', 'AbortError')],
  ['a code that no message may carry', Object.assign(new Error('why'), { code: 'a b' })],
  ['a code that is too long', Object.assign(new Error('why'), { code: 'X'.repeat(61) })],
])('%s is told as ABORTED', (_, reason) => {
  expect(describeReset(reason).code).toBe('ABORTED');
});

test('a message is cut to what the link takes', () => {
  expect(describeReset(new Error('x'.repeat(1_000))).message).toHaveLength(500);
});
