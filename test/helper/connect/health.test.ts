import { expect, test } from 'vitest';
import { Health } from '../../../src/helper/connect/health.ts';
import { MeekError, type MeekErrorCode } from '../../../src/meek/errors.ts';

const route = { name: 'cdn.example', key: 'k', url: 'https://inner.example/', streamsBody: false };

function observed() {
  const troubles: MeekErrorCode[] = [];
  const health = new Health(({ code }) => troubles.push(code));
  const fail = (...codes: MeekErrorCode[]) => {
    for (const code of codes) health.failed(route, new MeekError(code, ''));
  };
  return { health, troubles, fail };
}

test('the third failure in a row is trouble', () => {
  const { troubles, fail } = observed();
  fail('MEEK_FRONT_UNREACHABLE', 'MEEK_FRONT_UNREACHABLE');
  expect(troubles).toEqual([]);
  fail('MEEK_SERVER_UNREACHABLE');
  expect(troubles).toEqual(['MEEK_SERVER_UNREACHABLE']);
});

test('an answer in between starts the count anew', () => {
  const { health, troubles, fail } = observed();
  fail('MEEK_FRONT_REFUSED', 'MEEK_FRONT_REFUSED');
  health.answered();
  fail('MEEK_FRONT_REFUSED', 'MEEK_FRONT_REFUSED');
  expect(troubles).toEqual([]);
});

test('a refused token is trouble at once, and what ends one session never', () => {
  const { troubles, fail } = observed();
  fail('MEEK_SESSION_LOST', 'MEEK_ABORTED', 'MEEK_PROTOCOL', 'MEEK_RESPONSE_TOO_LARGE');
  expect(troubles).toEqual([]);
  fail('MEEK_TOKEN_REFUSED');
  expect(troubles).toEqual(['MEEK_TOKEN_REFUSED']);
});
