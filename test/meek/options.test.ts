import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { AuthToken, MeekOptions } from '../../src/meek/options.ts';

const accepts = (options: object) => v.safeParse(MeekOptions, options).success;

test('defaults are lantern-box’s, and Tor’s longest wait between polls', () => {
  expect(v.parse(MeekOptions, {})).toEqual({
    protocol: 'auto',
    pollIntervalMs: 100,
    pollIntervalMaxMs: 5_000,
    maxBodyBytes: 262_144,
    sessionIdBytes: 16,
    connectTimeoutMs: 15_000,
    readTimeoutMs: 30_000,
    authToken: null,
    headers: {},
  });
});

test.each([
  ['pollIntervalMs', 10, 60_000],
  ['pollIntervalMaxMs', 10, 60_000],
  ['maxBodyBytes', 1_024, 8_388_608],
  ['sessionIdBytes', 8, 64],
  ['connectTimeoutMs', 100, 300_000],
  ['readTimeoutMs', 100, 300_000],
])('%s is a whole number from %d to %d', (name, minimum, maximum) => {
  expect(accepts({ [name]: minimum })).toBe(true);
  expect(accepts({ [name]: maximum })).toBe(true);
  for (const value of [minimum - 1, maximum + 1, minimum + 0.5, Number.NaN, `${minimum}`, null]) {
    expect(accepts({ [name]: value })).toBe(false);
  }
});

describe('extra headers', () => {
  test('are sent as they are', () => {
    const headers = { 'X-Amz-Thing': 'a b\tc', 'User-Agent': '' };
    expect(v.parse(MeekOptions, { headers }).headers).toEqual(headers);
  });

  test.each([
    'Host',
    'host',
    'Content-Type',
    'content-length',
    'X-Session-Id',
    'x-session-ID',
    'X-Meek-Seq',
    'X-Meek-Max-Body',
    'X-Meek-Auth',
    'X-Meek-Anything',
  ])('cannot be %s (TestConn_ReservedHeadersNotOverridable)', (name) => {
    expect(accepts({ headers: { [name]: 'x' } })).toBe(false);
  });

  test.each(['', 'a b', 'a:b', 'a\nb', 'ä', 'n'.repeat(65)])('cannot be named %j', (name) => {
    expect(accepts({ headers: { [name]: 'x' } })).toBe(false);
  });

  test.each(['a\r\nb', 'a\0b', '\u202ea', 'é', 'v'.repeat(1_025)])('cannot say %j', (value) => {
    expect(accepts({ headers: { 'X-A': value } })).toBe(false);
  });

  test('are at most 32', () => {
    const headersOf = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`X-${index}`, '']));
    expect(accepts({ headers: headersOf(32) })).toBe(true);
    expect(accepts({ headers: headersOf(33) })).toBe(false);
  });
});

describe('a token', () => {
  test('loses the spaces that came with copying it', () => {
    expect(v.parse(AuthToken, ' s3cret!~\n')).toBe('s3cret!~');
  });

  test.each(['', 'a b', 'a\r\nb', 'a\0', 'tökén', '\u202ea', 't'.repeat(257)])(
    'cannot be %j',
    (token) => expect(v.safeParse(AuthToken, token).success).toBe(false),
  );
});
