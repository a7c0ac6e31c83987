import { expect, test } from 'vitest';
import { MeekError } from '../../../src/meek/errors.ts';
import type { Route } from '../../../src/meek/fronts/route.ts';
import type { Attempt } from '../../../src/meek/v2/attempts.ts';
import { Patience } from '../../../src/meek/v2/patience.ts';
import { Recovery } from '../../../src/meek/v2/recovery.ts';
import { anEnvironment, OTHER_ROUTE, ROUTE } from '../an-environment.ts';

const ERROR = new MeekError('MEEK_SERVER_UNREACHABLE', 'answered 503');

function recovering(routes: Route[] = [ROUTE, OTHER_ROUTE]) {
  const failed: string[] = [];
  const observer = { answered() {}, failed: ({ name }: Route) => void failed.push(name) };
  const { environment } = anEnvironment({ routes, observer });
  const recovery = new Recovery(environment, ROUTE, new Patience());
  /** Something that was sent now fails at `nowMs`. */
  const fail = (nowMs: number, retryAfterMs?: number) => {
    recovery.failed(sentBy(recovery, retryAfterMs), ERROR, nowMs);
  };
  return { recovery, fail, failed };
}

/** Of an attempt only this matters here. */
function sentBy({ route, epoch }: Recovery, retryAfterMs?: number): Attempt {
  return { epoch, exchange: { route, retryAfterMs } } as Attempt;
}

test('after a failure another route is tried at once', () => {
  const { recovery, fail, failed } = recovering();
  fail(1_000);
  expect(recovery).toMatchObject({ route: OTHER_ROUTE, retryAtMs: 1_000, isProbing: false });
  expect(failed).toEqual([ROUTE.name]);
});

test('what was under way together fails as one outage, but all of it is reported', () => {
  const { recovery, failed } = recovering();
  const attempts = Array.from({ length: 20 }, () => sentBy(recovery));
  for (const attempt of attempts) recovery.failed(attempt, ERROR, 1_000);
  expect(recovery).toMatchObject({ epoch: 1, retryAtMs: 1_000, isProbing: false });
  expect(failed).toHaveLength(20);
});

test('from the second outage in a row on, one exchange asks until it is answered', () => {
  const { recovery, fail } = recovering();
  fail(0);
  fail(10);
  expect(recovery).toMatchObject({ isProbing: true, retryAtMs: 260 });
  fail(300);
  expect(recovery).toMatchObject({ isProbing: true, retryAtMs: 800 });
  recovery.succeeded(recovery.epoch);
  expect(recovery.isProbing).toBe(false);
});

test('an answer to what was sent before the outage does not end it', () => {
  const { recovery, fail } = recovering();
  const before = recovery.epoch;
  fail(0);
  fail(10);
  recovery.succeeded(before);
  expect(recovery.isProbing).toBe(true);
});

test('a route that asks for it is left alone, as long as there is another', () => {
  const { recovery, fail } = recovering();
  fail(0, 9_000);
  expect(recovery).toMatchObject({ route: OTHER_ROUTE, retryAtMs: 0 });
  // This one failed without a word: it is tried again before the one that asked.
  fail(10);
  expect(recovery).toMatchObject({ route: OTHER_ROUTE, retryAtMs: 260 });
  fail(9_500);
  expect(recovery).toMatchObject({ route: ROUTE, retryAtMs: 10_000 });
});

test('when all ask for it, the first that is free again is waited for', () => {
  const { recovery, fail } = recovering();
  fail(0, 9_000);
  fail(10, 4_000);
  expect(recovery).toMatchObject({ route: OTHER_ROUTE, retryAtMs: 4_010 });
  const alone = recovering([ROUTE]);
  alone.fail(0, 5_000);
  expect(alone.recovery).toMatchObject({ route: ROUTE, retryAtMs: 5_000 });
});

test('failures count from the first one after an answer', () => {
  const { recovery, fail } = recovering();
  fail(1_000);
  fail(50_000);
  expect(recovery.failureOver(60_000, 60_999)).toBeUndefined();
  expect(recovery.failureOver(60_000, 61_000)).toBe(ERROR);
  recovery.succeeded(0);
  expect(recovery.failureOver(60_000, 61_000)).toBeUndefined();
  fail(70_000);
  expect(recovery.failureOver(60_000, 129_999)).toBeUndefined();
});

test('a pause only ever makes later', () => {
  const { recovery } = recovering();
  recovery.pauseUntil(500);
  recovery.pauseUntil(200);
  expect(recovery.retryAtMs).toBe(500);
});

test('a failure of another route than the one in use is reported, and changes nothing', () => {
  const { recovery, failed } = recovering();
  const { epoch } = recovery;
  recovery.failed({ epoch, exchange: { route: OTHER_ROUTE } } as Attempt, ERROR, 1_000);
  expect(failed).toEqual([OTHER_ROUTE.name]);
  expect(recovery).toMatchObject({ route: ROUTE, epoch, retryAtMs: 0 });
  expect(recovery.failureOver(0, 1_000)).toBeUndefined();
});

test('a second route is one that asked for no rest', () => {
  const { recovery, fail } = recovering();
  expect(recovery.another(0)).toBe(OTHER_ROUTE);
  fail(0, 9_000);
  expect(recovery.another(8_999)).toBeUndefined();
  expect(recovery.another(9_000)).toBe(ROUTE);
  expect(recovering([ROUTE]).recovery.another(0)).toBeUndefined();
});
