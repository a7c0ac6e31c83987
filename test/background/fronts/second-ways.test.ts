import { expect, test } from 'vitest';
import { makePlan, withFallbacks } from '../../../src/background/fronting/plan.ts';
import { usable } from '../../../src/background/fronts/second-ways.ts';
import type { FrontFailureCode } from '../../../src/meek/fronts/failure/front-failure.ts';
import { HealthBook } from '../../../src/meek/fronts/health/health-book.ts';
import { systemRandom } from '../../../src/meek/random.ts';
import { aProfile } from '../a-profile.ts';

const plan = makePlan(aProfile(), 'chromium', systemRandom);
const [first] = plan.routes as [(typeof plan.routes)[0]];
const [second] = plan.fallbacks as [(typeof plan.routes)[0]];
const both = withFallbacks(plan, new Set([first.front])).routes;

/** What is usable after these have happened, in this order. */
function after(...events: [route: typeof first, failure: FrontFailureCode | null][]) {
  const health = new HealthBook().on('home');
  let atMs = 1_000;
  for (const [route, failure] of events) {
    atMs += 1_000;
    if (failure) health.failed(route, atMs, failure, 0.5);
    else health.succeeded(route, atMs, 100);
  }
  return usable(both, health).map(({ technique }) => technique);
}

const BOTH = ['secure-proxy', 'host-rule'];
const FIRST = ['secure-proxy'];

test.each([
  ['nothing is known', after(), FIRST],
  ['the front was not reached', after([first, 'FRONT_UNREACHABLE']), FIRST],
  ['the CDN refused', after([first, 'FRONT_CDN_REFUSED']), FIRST],
  ['it has no HTTP/2', after([first, 'FRONT_NO_HTTP2']), BOTH],
  ['it has HTTP/2 again', after([first, 'FRONT_NO_HTTP2'], [first, null]), FIRST],
  ['the rule works', after([first, 'FRONT_NO_HTTP2'], [second, null]), BOTH],
  ['the rule is blocked', after([first, 'FRONT_NO_HTTP2'], [second, 'FRONT_TIMEOUT']), BOTH],
  [
    'another site answered the rule',
    after([first, 'FRONT_NO_HTTP2'], [second, 'FRONT_WRONG_SERVER']),
    FIRST,
  ],
  [
    'another site answered, and it has no HTTP/2 since',
    after([first, 'FRONT_NO_HTTP2'], [second, 'FRONT_WRONG_SERVER'], [first, 'FRONT_NO_HTTP2']),
    BOTH,
  ],
])('when %s', (_when, techniques, expected) => {
  expect(techniques).toEqual(expected);
});

test('a rule that was asked for is used whatever happens', () => {
  const fronts = [{ host: 'front.example', technique: 'host-rule' as const }];
  const { routes } = makePlan(aProfile({ fronts }), 'chromium', systemRandom);
  expect(usable(routes, new HealthBook().on('home'))).toEqual(routes);
});
