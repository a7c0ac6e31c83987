import { expect, test } from 'vitest';
import { MeekError, type MeekErrorCode } from '../../../../src/meek/errors.ts';
import { HealthBook } from '../../../../src/meek/fronts/health/health-book.ts';
import { ProvenRoutes } from '../../../../src/meek/fronts/proven-routes.ts';
import { Experience } from '../../../../src/meek/fronts/search/experience.ts';
import { middling, OTHER_ROUTE, ROUTE } from '../../an-environment.ts';

const FRONT = { ...ROUTE, provider: 'front.example' };
const OTHER = { ...OTHER_ROUTE, provider: 'other.example' };

function underTest() {
  const time = { nowMs: 1_800_000_000_000, online: true };
  const changes: string[] = [];
  const failing: string[] = [];
  const book = new HealthBook({ onChange: ({ front }) => changes.push(front) });
  const context = { book, network: () => 'home', epochMs: () => time.nowMs, random: middling };
  const experience = new Experience({
    candidateOf: ({ key }) => [FRONT, OTHER].find((one) => one.key === key),
    context,
    isOnline: () => time.online,
    onFailing: ({ key }) => failing.push(key),
  });
  const health = () => book.on('home').healthOf(FRONT.key);
  const fail = (code: MeekErrorCode) => experience.failed(ROUTE, new MeekError(code, ''));
  return { time, changes, failing, context, experience, health, fail };
}

test('of many answers one in ten seconds is recorded', () => {
  const { time, changes, experience, health } = underTest();
  for (let count = 0; count < 100; count++) experience.answered(ROUTE);
  expect(changes).toHaveLength(1);
  time.nowMs += 10_000;
  experience.answered(ROUTE);
  expect(changes).toHaveLength(2);
  expect(health().okAtMs).toBe(time.nowMs);
});

test('an answer after a failure is recorded at once', () => {
  const { experience, health, fail } = underTest();
  experience.answered(ROUTE);
  fail('MEEK_FRONT_UNREACHABLE');
  expect(health().failuresInARow).toBe(1);
  experience.answered(ROUTE);
  expect(health().failuresInARow).toBe(0);
});

test.each<[MeekErrorCode, string | null]>([
  ['MEEK_FRONT_UNREACHABLE', 'FRONT_UNREACHABLE'],
  ['MEEK_FRONT_REFUSED', 'FRONT_CDN_REFUSED'],
  ['MEEK_SERVER_UNREACHABLE', 'FRONT_SERVER_UNREACHABLE'],
  ['MEEK_SERVER_BUSY', 'FRONT_SERVER_BUSY'],
  ['MEEK_TOKEN_REFUSED', 'FRONT_TOKEN_REFUSED'],
  ['MEEK_SESSION_LOST', null],
  ['MEEK_ABORTED', null],
  ['MEEK_PROTOCOL', null],
])('%s says of the front: %s', (code, failure) => {
  const { health, fail } = underTest();
  fail(code);
  expect(health().lastFailure).toBe(failure);
});

test('without a network no front is at fault', () => {
  const { time, failing, health, fail } = underTest();
  time.online = false;
  fail('MEEK_FRONT_UNREACHABLE');
  expect(health()).toMatchObject({ lastFailure: 'FRONT_OFFLINE', failuresInARow: 0 });
  expect(failing).toEqual([]);
});

test('that it fails is told once, until it has cooled down', () => {
  const { time, failing, fail } = underTest();
  for (let count = 0; count < 5; count++) fail('MEEK_FRONT_UNREACHABLE');
  expect(failing).toEqual([ROUTE.key]);
  time.nowMs += 60_000;
  fail('MEEK_FRONT_UNREACHABLE');
  expect(failing).toEqual([ROUTE.key, ROUTE.key]);
});

test('sessions leave a front that fails, and come back when it is the only one', () => {
  const { context, experience } = underTest();
  const proven = new ProvenRoutes(context);
  proven.startWith(FRONT);
  expect(proven.choose(FRONT)).toBe(FRONT);
  proven.add(OTHER);
  experience.failed(FRONT, new MeekError('MEEK_FRONT_UNREACHABLE', ''));
  expect(proven.choose(FRONT)).toBe(OTHER);
  expect(proven.choose()).toBe(OTHER);
  proven.startWith(FRONT);
  expect(proven.choose(FRONT)).toBe(FRONT);
});

test('there is nothing to choose before a route is proven', () => {
  expect(() => new ProvenRoutes(underTest().context).choose()).toThrow(RangeError);
});

test('what was found out about a failure is not forgotten for what fails meanwhile', () => {
  const { time, context, health, fail } = underTest();
  fail('MEEK_FRONT_REFUSED');
  context.book.on('home').failed(FRONT, time.nowMs, 'FRONT_WRONG_SERVER', 0.5);
  fail('MEEK_FRONT_REFUSED');
  expect(health().lastFailure).toBe('FRONT_WRONG_SERVER');
});

test('a second route is a proven one that does not cool down', () => {
  const { time, context, fail } = underTest();
  const proven = new ProvenRoutes(context);
  proven.startWith(OTHER);
  expect(proven.another(OTHER)).toBeUndefined();
  proven.add(FRONT);
  expect(proven.another(OTHER)).toBe(FRONT);
  fail('MEEK_FRONT_UNREACHABLE');
  expect(proven.ready).toEqual([OTHER]);
  expect(proven.another(OTHER)).toBeUndefined();
  time.nowMs += 3_600_000;
  expect(proven.another(OTHER)).toBe(FRONT);
});
