import { expect, test } from 'vitest';
import { parseSequence, responseCapBytes } from '../../../src/meek/v1/wire.ts';

test.each([
  ['0', 0],
  ['42', 42],
  ['007', 7],
  ['9007199254740991', Number.MAX_SAFE_INTEGER],
])('the sequence number %s is %d', (text, expected) => {
  expect(parseSequence(text)).toBe(expected);
});

test.each([null, undefined, '', '-1', '+1', '1.0', '1e3', ' 1', '0x1', '9007199254740992', 'NaN'])(
  'the sequence number %j counts as absent',
  (text) => expect(parseSequence(text)).toBeUndefined(),
);

test.each([
  ['100000', 262_144, 100_000],
  ['1000000', 262_144, 262_144],
  ['1', 262_144, 1],
])('who takes %s bytes of a server that sends %d gets %d', (advertised, limit, expected) => {
  expect(responseCapBytes(advertised, limit)).toBe(expected);
});

test.each([null, undefined, '', '0', '-5', '1e9', 'many'])(
  'who says %j gets what Tor’s clients take',
  (advertised) => {
    expect(responseCapBytes(advertised, 262_144)).toBe(65_536);
    expect(responseCapBytes(advertised, 1_000)).toBe(1_000);
  },
);
