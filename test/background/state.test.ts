import { expect, test } from 'vitest';
import { degraded, failed, isFinal, LAYER_OF, type Reason } from '../../src/background/state.ts';
import { asTrouble, reasonOf, Trouble } from '../../src/background/trouble.ts';
import { MeekError } from '../../src/meek/errors.ts';

const reasons = Object.keys(LAYER_OF) as Reason[];

test('a state names the layer of its reason', () => {
  expect(degraded('helper-stopped', 1080)).toEqual({
    kind: 'degraded',
    layer: 'helper',
    reason: 'helper-stopped',
    proxyPort: 1080,
  });
  expect(failed('token-refused')).toEqual({
    kind: 'failed',
    layer: 'server',
    reason: 'token-refused',
  });
});

test('only what the person alone can change is final', () => {
  expect(reasons.filter(isFinal)).toEqual([
    'no-profile',
    'permission-missing',
    'proxy-held-by-policy',
    'helper-permission-missing',
    'helper-missing',
    'helper-gone',
    'helper-not-allowed',
    'helper-start-failed',
    'helper-ended-early',
    'helper-protocol',
    'helper-incompatible',
    'no-front',
    'token-refused',
    'wrong-server-key',
  ]);
});

test.each([
  ['MEEK_FRONT_UNREACHABLE', 'front-unreachable'],
  ['MEEK_FRONT_REFUSED', 'front-refused'],
  ['MEEK_SERVER_UNREACHABLE', 'server-unreachable'],
  ['MEEK_SERVER_BUSY', 'server-busy'],
  ['MEEK_TOKEN_REFUSED', 'token-refused'],
  ['MEEK_UPSTREAM_UNREACHABLE', 'upstream-unreachable'],
  ['MEEK_SESSION_LOST', null],
  ['MEEK_ABORTED', null],
] as const)('%s is the reason %s', (code, reason) => {
  expect(reasonOf(new MeekError(code, ''), true)).toBe(reason);
});

test('any error is trouble, and keeps its cause', () => {
  const known = new Trouble('helper-missing');
  expect(asTrouble(known, true)).toBe(known);
  const odd = new TypeError('odd');
  expect(asTrouble(odd, true)).toMatchObject({ reason: 'internal', cause: odd });
  expect(asTrouble(null, true)).toMatchObject({ reason: 'internal' });
});
