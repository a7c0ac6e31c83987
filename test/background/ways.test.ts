import { expect, test } from 'vitest';
import { plannedRoute } from '../../src/background/fronting/planned-route.ts';
import { waysOf } from '../../src/background/ways.ts';
import { UNTRIED } from '../../src/meek/fronts/health/front-health.ts';
import { systemRandom } from '../../src/meek/random.ts';
import { RouteMemory } from '../../src/meek/v2/route-memory.ts';

function route(host: string) {
  const front = { host, port: 443, technique: 'auto' } as const;
  const parts = { front, innerHost: 'inner.example', path: '/', random: systemRandom };
  return plannedRoute('secure-proxy', parts, { url: 'http://inner.example/', streamsBody: true });
}

const [a, b, c, d] = [
  route('a.example'),
  route('b.example'),
  route('c.example'),
  route('d.example'),
];
const health = (rttMs: number | null) => ({ healthOf: () => ({ ...UNTRIED, rttMs }) });
const way = (front: string, rttMs: number | null) => ({ front, technique: 'secure-proxy', rttMs });

test('the round trip is the session’s own, else the one that a test showed, else unknown', () => {
  const memory = new RouteMemory();
  memory.answered(a.key, 84.4);
  expect(waysOf([a, b], memory, health(120))).toEqual([
    way('a.example', 84),
    way('b.example', 120),
  ]);
  expect(waysOf([a], null, health(null))).toEqual([way('a.example', null)]);
});

test('each front is named once, the one that answered last first, and not more than a few', () => {
  const fronts = waysOf([b, a, b, c, d], null, health(null)).map(({ front }) => front);
  expect(fronts).toEqual(['b.example', 'a.example', 'c.example']);
});
