import { expect, test, vi } from 'vitest';
import { degraded, type TunnelState } from '../../../src/background/state.ts';
import { LaterFronts } from '../../../src/background/supply/later-fronts.ts';

const ON: TunnelState = { kind: 'on', front: 'front.example', proxyPort: 1080, sinceMs: 0 };
const BLOCKED = degraded('front-unreachable', 1080);

function laterUnderTest() {
  const restart = vi.fn();
  return { restart, later: new LaterFronts(restart) };
}

test('new fronts leave a tunnel that works alone, and are used when its own fail', () => {
  const { restart, later } = laterUnderTest();
  later.arrived();
  later.follow(ON);
  later.follow(degraded('helper-stopped', 1080));
  expect(restart).not.toHaveBeenCalled();
  later.follow(BLOCKED);
  later.follow(BLOCKED);
  expect(restart).toHaveBeenCalledOnce();
});

test('a tunnel that leads nowhere has new fronts used at once', () => {
  const { restart, later } = laterUnderTest();
  later.follow(BLOCKED);
  later.arrived();
  expect(restart).toHaveBeenCalledOnce();
});

test('fronts that come while it is starting are used when that fails', () => {
  const { restart, later } = laterUnderTest();
  later.follow({ kind: 'starting', step: 'front' });
  later.arrived();
  expect(restart).not.toHaveBeenCalled();
  later.follow(BLOCKED);
  expect(restart).toHaveBeenCalledOnce();
});

test('a tunnel that was started since has them already', () => {
  const { restart, later } = laterUnderTest();
  later.arrived();
  later.follow({ kind: 'starting', step: 'permissions' });
  later.follow(ON);
  later.follow(BLOCKED);
  expect(restart).not.toHaveBeenCalled();
});

test('without new fronts nothing is restarted', () => {
  const { restart, later } = laterUnderTest();
  later.follow(BLOCKED);
  expect(restart).not.toHaveBeenCalled();
});
