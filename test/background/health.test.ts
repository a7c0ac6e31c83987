import { expect, test } from 'vitest';
import { Health } from '../../src/background/health.ts';
import type { Reason } from '../../src/background/state.ts';
import { MeekError, type MeekErrorCode } from '../../src/meek/errors.ts';
import { ManualClock } from '../meek/manual-clock.ts';

const route = {
  name: 'front.example',
  key: 'front.example',
  url: 'https://front.example/',
  streamsBody: true,
};

function observed(isOnline = true) {
  const troubles: Reason[] = [];
  const answers: string[] = [];
  const clock = new ManualClock();
  const health = new Health(
    ({ name }) => answers.push(name),
    (reason) => troubles.push(reason),
    () => isOnline,
    clock,
  );
  /** One after the other, as a session tries again. */
  const fail = (...codes: MeekErrorCode[]) => {
    for (const code of codes) {
      health.failed(route, new MeekError(code, ''));
      clock.advance(300);
    }
  };
  return { clock, health, troubles, answers, fail };
}

test('three failures in a row are trouble, and the last one names it', () => {
  const { troubles, fail } = observed();
  fail('MEEK_FRONT_UNREACHABLE', 'MEEK_FRONT_UNREACHABLE');
  expect(troubles).toEqual([]);
  fail('MEEK_FRONT_REFUSED');
  expect(troubles).toEqual(['front-refused']);
});

test('an answer in between starts the count anew', () => {
  const { health, troubles, answers, fail } = observed();
  fail('MEEK_FRONT_UNREACHABLE', 'MEEK_FRONT_UNREACHABLE');
  health.answered(route);
  fail('MEEK_FRONT_UNREACHABLE', 'MEEK_FRONT_UNREACHABLE');
  expect(troubles).toEqual([]);
  expect(answers).toEqual(['front.example']);
});

test('what fails at once is one accident, however much of it there is', () => {
  const { clock, health, troubles, fail } = observed();
  const unavailable = () => health.failed(route, new MeekError('MEEK_SERVER_UNREACHABLE', ''));
  for (let posts = 0; posts < 20; posts++) unavailable();
  clock.advance(599);
  unavailable();
  expect(troubles).toEqual([]);
  clock.advance(1);
  unavailable();
  expect(troubles).toEqual(['server-unreachable']);
  health.answered(route);
  fail('MEEK_SERVER_UNREACHABLE', 'MEEK_SERVER_UNREACHABLE');
  expect(troubles).toHaveLength(1);
});

test('a refused token is trouble at once', () => {
  const { troubles, fail } = observed();
  fail('MEEK_TOKEN_REFUSED');
  expect(troubles).toEqual(['token-refused']);
});

test('what concerns one session only does not count', () => {
  const { troubles, fail } = observed();
  fail('MEEK_SESSION_LOST', 'MEEK_SESSION_LOST', 'MEEK_ABORTED', 'MEEK_PROTOCOL');
  fail('MEEK_RESPONSE_TOO_LARGE', 'MEEK_FRONT_UNREACHABLE', 'MEEK_FRONT_UNREACHABLE');
  expect(troubles).toEqual([]);
});

test('without a network, it is the network', () => {
  const { troubles, fail } = observed(false);
  fail('MEEK_FRONT_UNREACHABLE', 'MEEK_FRONT_UNREACHABLE', 'MEEK_FRONT_UNREACHABLE');
  expect(troubles).toEqual(['offline']);
});
