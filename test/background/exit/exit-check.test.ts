import { describe, expect, test, vi } from 'vitest';
import { ExitCheck } from '../../../src/background/exit/exit-check.ts';
import { degraded, type TunnelState } from '../../../src/background/state.ts';
import { Trouble } from '../../../src/background/trouble.ts';
import type { ExitCheckResult } from '../../../src/link/exit-check.ts';
import type { Capability } from '../../../src/link/messages.ts';
import { settled } from '../../meek/settled.ts';

const ON: TunnelState = { kind: 'on', front: 'cdn.example', proxyPort: 1080, sinceMs: 0 };
const EXIT = { version: '1.2.3', ipv4: '203.0.113.7', ipv6: null };
const TOLD: ExitCheckResult = { kind: 'told', exit: EXIT, roundTripMs: 84 };

function underTest(checkExit: () => Promise<ExitCheckResult>, capabilities = ['exit-check']) {
  const onChange = vi.fn();
  const helper = {
    can: (name: Capability) => capabilities.includes(name),
    checkExit: vi.fn(checkExit),
  };
  const check = new ExitCheck({ helper: () => helper, epochMs: () => 1_000, onChange });
  check.follow(ON);
  return { check, helper, onChange };
}

test('nothing is asked by itself, and one question at a time', async () => {
  const answer = Promise.withResolvers<ExitCheckResult>();
  const { check, helper, onChange } = underTest(() => answer.promise);
  expect(check.view).toBeNull();
  expect([check.start(), check.start()]).toEqual([true, true]);
  expect(check.view).toEqual({ kind: 'asking' });
  expect(helper.checkExit).toHaveBeenCalledOnce();
  answer.resolve(TOLD);
  await settled();
  expect(check.view).toEqual({ kind: 'told', exit: EXIT, roundTripMs: 84, atMs: 1_000 });
  expect(onChange).toHaveBeenCalledOnce();
});

test('without a tunnel nothing is asked', () => {
  const { check, helper } = underTest(async () => TOLD);
  check.follow({ kind: 'starting', step: 'front' });
  expect(check.start()).toBe(false);
  expect(helper.checkExit).not.toHaveBeenCalled();
});

test('the answer ends with its tunnel, also one that comes later', async () => {
  const answer = Promise.withResolvers<ExitCheckResult>();
  const { check } = underTest(() => answer.promise);
  check.start();
  check.follow({ kind: 'off' });
  check.follow(ON);
  answer.resolve(TOLD);
  await settled();
  expect(check.view).toBeNull();
});

describe('what failed is named by its layer', () => {
  test.each([
    ['EXIT_NOT_TOLD', 'server', 'exit-not-told'],
    ['EXIT_UNREADABLE', 'server', 'exit-unreadable'],
    ['EXIT_LOCAL_PROXY', 'helper', 'exit-local-proxy'],
    ['EXIT_TOO_LATE', 'server', 'exit-too-late'],
    ['MEEK_FRONT_UNREACHABLE', 'front', 'front-unreachable'],
    ['TUNNEL_TOKEN_REFUSED', 'server', 'token-refused'],
    ['TUNNEL_DEAD', 'server', 'exit-too-late'],
    ['LINK_LOST', 'helper', 'helper-stopped'],
    ['constructor', 'server', 'exit-too-late'],
  ])('%s', async (code, layer, reason) => {
    const { check } = underTest(async () => ({ kind: 'failed', code }));
    check.start();
    await settled();
    expect(check.view).toEqual({ kind: 'failed', layer, reason, atMs: 1_000 });
  });

  test('a tunnel that breaks meanwhile', () => {
    const { check } = underTest(() => new Promise(() => {}));
    check.start();
    check.follow(degraded('fronts-blocked', 1_080));
    expect(check.view).toMatchObject({ layer: 'front', reason: 'fronts-blocked' });
    check.follow(ON);
    expect(check.view).toMatchObject({ kind: 'failed' });
  });

  test('a helper that stops, or is an older one', async () => {
    const { check: stopped } = underTest(async () => {
      throw new Trouble('helper-stopped');
    });
    stopped.start();
    const { check: old, helper } = underTest(async () => TOLD, []);
    old.start();
    await settled();
    expect(stopped.view).toMatchObject({ layer: 'helper', reason: 'helper-stopped' });
    expect(old.view).toMatchObject({ layer: 'helper', reason: 'exit-old-helper' });
    expect(helper.checkExit).not.toHaveBeenCalled();
  });
});
