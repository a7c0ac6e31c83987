import { expect, test } from 'vitest';
import { suffices } from '../../src/background/fronting/helper-needs.ts';
import { makePlan } from '../../src/background/fronting/plan.ts';
import type { Capability } from '../../src/link/messages.ts';
import { systemRandom } from '../../src/meek/random.ts';
import { aProfile } from './a-profile.ts';

const fronts = [
  { host: 'plain.example' },
  { host: 'native.example', sni: null },
  { host: 'pinned.example', address: '192.0.2.1' },
];
const { routes } = makePlan(aProfile({ fronts }), 'firefox', systemRandom);

test.each([
  [[], ['plain.example']],
  [['native-fronts'], ['plain.example', 'native.example']],
  [['edge-pins'], ['plain.example', 'pinned.example (192.0.2.1)']],
] as [Capability[], string[]][])('a helper that can %j does for %j', (capabilities, names) => {
  const helper = { can: (one: Capability) => capabilities.includes(one) };
  const usable = routes.filter((route) => suffices(helper, route));
  expect(usable.map(({ name }) => name)).toEqual(names);
});

test('without a helper, only what the browser dials by itself is left', () => {
  expect(routes.map((route) => suffices(null, route))).toEqual([true, false, false]);
});
