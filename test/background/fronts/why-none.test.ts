import { expect, test } from 'vitest';
import { whyNone } from '../../../src/background/fronts/why-none.ts';
import {
  FrontFailure,
  type FrontFailureCode,
} from '../../../src/meek/fronts/failure/front-failure.ts';

const why = (codes: FrontFailureCode[], isOnline = true) =>
  whyNone(
    codes.map((code) => new FrontFailure(code, '')),
    isOnline,
  );

test.each<[FrontFailureCode[], string]>([
  [['FRONT_TCP_REFUSED'], 'front-unreachable'],
  [[], 'front-unreachable'],
  [['FRONT_TIMEOUT', 'FRONT_TLS_RESET', 'FRONT_NO_HTTP2'], 'fronts-blocked'],
  [['FRONT_CDN_REFUSED', 'FRONT_TIMEOUT'], 'fronts-blocked'],
  [['FRONT_WRONG_SERVER', 'FRONT_CDN_REFUSED'], 'front-refused'],
  [['FRONT_SERVER_UNREACHABLE'], 'server-unreachable'],
  [['FRONT_SERVER_UNREACHABLE', 'FRONT_TIMEOUT', 'FRONT_TIMEOUT'], 'server-unreachable'],
  [['FRONT_SERVER_UNREACHABLE', 'FRONT_CDN_REFUSED', 'FRONT_WRONG_SERVER'], 'front-refused'],
  [['FRONT_TIMEOUT', 'FRONT_TOKEN_REFUSED'], 'token-refused'],
  [['FRONT_SERVER_BUSY', 'FRONT_TLS_RESET'], 'server-busy'],
  [['FRONT_NOT_PROVEN', 'FRONT_NOT_PROVEN'], 'wrong-server-key'],
  [['FRONT_NOT_PROVEN', 'FRONT_WRONG_SERVER'], 'front-refused'],
  [['FRONT_OFFLINE', 'FRONT_OFFLINE'], 'offline'],
  [['FRONT_TLS_NAME_MISMATCH', 'FRONT_TLS_UNTRUSTED'], 'captive-portal'],
  [['FRONT_TLS_NAME_MISMATCH', 'FRONT_TIMEOUT'], 'fronts-blocked'],
  [['FRONT_TLS_UNTRUSTED'], 'front-unreachable'],
  [['FRONT_OFFLINE', 'FRONT_TIMEOUT'], 'fronts-blocked'],
])('%j is %s', (codes, reason) => {
  expect(why(codes)).toBe(reason);
});

test('without a network it is not the fronts', () => {
  expect(why(['FRONT_TCP_REFUSED', 'FRONT_TIMEOUT'], false)).toBe('offline');
});
