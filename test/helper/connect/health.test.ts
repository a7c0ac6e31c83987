import { expect, test } from 'vitest';
import { Health } from '../../../src/helper/connect/health.ts';
import { MeekError, type MeekErrorCode } from '../../../src/meek/errors.ts';
import { ManualClock } from '../../meek/manual-clock.ts';

const route = { name: 'cdn.example', key: 'k', url: 'https://inner.example/', streamsBody: false };

function observed() {
  const troubles: MeekErrorCode[] = [];
  const clock = new ManualClock();
  const health = new Health(clock, ({ code }) => troubles.push(code));
  /** One after another, a quarter of a second apart. */
  const fail = (...codes: MeekErrorCode[]) => {
    for (const code of codes) {
      health.failed(route, new MeekError(code, ''));
      clock.advance(250);
    }
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

test('what fails together is one failure: a connection was cut', () => {
  const { health, troubles } = observed();
  for (let stream = 0; stream < 20; stream++) {
    health.failed(route, new MeekError('MEEK_FRONT_UNREACHABLE', ''));
  }
  expect(troubles).toEqual([]);
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
