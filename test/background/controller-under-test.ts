import { expect, vi } from 'vitest';
import { Controller } from '../../src/background/controller.ts';
import type { Reason, TunnelState } from '../../src/background/state.ts';
import { HealthBook } from '../../src/meek/fronts/health/health-book.ts';
import type { Profile } from '../../src/meek/fronts/profile.ts';
import { ManualClock } from '../meek/manual-clock.ts';
import { aProfile } from './a-profile.ts';
import { FakeTunnel } from './fake-tunnel.ts';

export function controllerUnderTest() {
  const clock = new ManualClock();
  const states: TunnelState[] = [];
  const tunnels: FakeTunnel[] = [];
  const made = { profile: aProfile() as Profile | null, prepare: (_tunnel: FakeTunnel) => {} };
  const releaseProxy = vi.fn(async () => {});
  const holdProxy = vi.fn(async () => {});
  const openProxyUntil = vi.fn(async (_untilMs: number) => {});
  const controller = new Controller({
    clock,
    isOnline: () => true,
    readProfile: async () => made.profile,
    readSettings: async () => ({
      preferredPort: 1080,
      helperProfileId: crypto.randomUUID(),
      fastLink: true,
      health: new HealthBook(),
    }),
    makeTunnel: (_settings, onTrouble: (reason: Reason) => void) => {
      const tunnel = new FakeTunnel();
      tunnel.onTrouble = onTrouble;
      made.prepare(tunnel);
      tunnels.push(tunnel);
      return tunnel.asTunnel();
    },
    ...{ releaseProxy, holdProxy, openProxyUntil },
    onChange: (state) => states.push(state),
  });
  const is = (kind: TunnelState['kind']) =>
    vi.waitFor(() => expect(controller.state.kind).toBe(kind), { interval: 1 });
  /** Waits for the back-off to be armed, then lets it pass. */
  const retryIn = async (delayMs: number) => {
    await vi.waitFor(() => expect(clock.scheduledCount).toBe(1), { interval: 1 });
    const tries = tunnels.at(-1)?.tries;
    clock.advance(delayMs - 1);
    expect(tunnels.at(-1)?.tries).toBe(tries);
    clock.advance(1);
  };
  return {
    controller,
    clock,
    states,
    tunnels,
    made,
    releaseProxy,
    holdProxy,
    openProxyUntil,
    is,
    retryIn,
  };
}
