import { expect, test } from 'vitest';
import { degraded, failed, type TunnelState } from '../../../src/background/state.ts';
import { ListGate } from '../../../src/background/supply/list-gate.ts';

const OFF: TunnelState = { kind: 'off' };
const ON: TunnelState = { kind: 'on', front: 'front.example', proxyPort: 1080, sinceMs: 0 };

test.each([
  ['off', OFF, 'direct'],
  ['on', ON, 'tunnel'],
  ['starting', { kind: 'starting', step: 'front' } as const, null],
  ['without a front', degraded('fronts-blocked', 1080), 'helper'],
  ['without a server', degraded('server-unreachable', 1080), 'helper'],
  ['without a helper', degraded('helper-stopped', 1080), null],
  ['without the proxy setting', degraded('proxy-held-by-extension', 1080), null],
  ['without a network', degraded('offline', null), null],
  ['stopped', failed('token-refused'), null],
])('while the tunnel is %s', (_, state, way) => {
  const gate = new ListGate();
  gate.follow(state);
  expect(gate.way).toBe(way);
});

test('there is no way before it is known what was wanted', () => {
  expect(new ListGate().way).toBeNull();
});

test('what is under way ends with the way it took, and not before', () => {
  const gate = new ListGate();
  gate.follow(ON);
  const { signal } = gate;
  gate.follow({ ...ON, front: 'other.example' });
  expect(signal.aborted).toBe(false);
  gate.close();
  expect(signal.aborted).toBe(true);
  expect(gate.way).toBeNull();
  gate.follow(OFF);
  expect(gate.signal.aborted).toBe(false);
});
