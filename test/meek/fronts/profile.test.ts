import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { Profile } from '../../../src/meek/fronts/profile.ts';

const minimal = {
  id: '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
  name: 'Home',
  innerHost: 'inner.example',
  fronts: [{ host: 'front.example' }],
};

const accepts = (changes: object) => v.safeParse(Profile, { ...minimal, ...changes }).success;

test('what is left out has its default, and options stay out to follow theirs', () => {
  expect(v.parse(Profile, minimal)).toEqual({
    ...minimal,
    path: '/',
    token: null,
    serverPin: null,
    upstream: 'builtin',
    fronts: [{ host: 'front.example', port: 443, technique: 'auto' }],
    options: {},
  });
});

test('fields that nobody knows are dropped', () => {
  expect(v.parse(Profile, { ...minimal, evil: true })).not.toHaveProperty('evil');
});

test('a name may be in any language', () => {
  for (const name of ['خانه\u200cام', '家', 'Zuhause 🏡', '👩‍👩‍👧'])
    expect(accepts({ name })).toBe(true);
});

test.each([
  ['blank', ' \t '],
  ['longer than 80 characters', 'n'.repeat(81)],
  ['broken into lines', 'Home\nOffice'],
  ['holding a control character', 'Home\u0007'],
  ['holding a bidi override', 'Home\u202egpj.exe'],
  ['holding a bidi isolate', 'Home\u2066x'],
])('a name that is %s is refused', (_, name) => {
  expect(accepts({ name })).toBe(false);
});

test.each([
  ['relative', 'meek'],
  ['empty', ''],
  ['a query', '/?x=1'],
  ['a fragment', '/#x'],
  ['a line break', '/\r\nHost: other.example'],
  ['a space', '/a b'],
  ['longer than 256 characters', `/${'p'.repeat(256)}`],
])('a path that is or has %s is refused', (_, path) => {
  expect(accepts({ path })).toBe(false);
});

test.each([
  ['an id that is no UUID', { id: '../../etc' }],
  ['an address for the inner host', { innerHost: '192.0.2.1' }],
  ['too many fronts', { fronts: Array(5_001).fill({ host: 'front.example' }) }],
  ['5001 fronts', { fronts: Array(5_001).fill({ host: 'front.example' }) }],
  ['an unknown upstream', { upstream: 'vless' }],
  ['a token with a line break', { token: 'a\r\nb' }],
  ['an option out of bounds', { options: { maxBodyBytes: 1 } }],
])('%s is refused', (_, changes) => {
  expect(accepts(changes)).toBe(false);
});

describe('lantern-box’s tests of its configuration', () => {
  test('nothing can be sent without somewhere to send it (TestConn_RequiresURL)', () => {
    const { innerHost, ...withoutInnerHost } = minimal;
    const { fronts, ...withoutFronts } = minimal;
    expect(v.safeParse(Profile, withoutInnerHost).success).toBe(false);
    expect(v.safeParse(Profile, withoutFronts).success).toBe(false);
  });

  test.each([
    [
      'a front without a name to check its certificate against',
      { fronts: [{ host: '192.0.2.1' }] },
    ],
    ['a front’s URL instead of its name', { fronts: [{ host: 'http://front.example' }] }],
    ['a header that replaces Host', { options: { headers: { Host: 'other.example' } } }],
    ['a header that smuggles another', { options: { headers: { 'X-A': 'a\r\nX-B: b' } } }],
  ])('%s is refused (TestNewOutbound_RejectsUnsafeConfig)', (_, changes) => {
    expect(accepts(changes)).toBe(false);
  });
});
