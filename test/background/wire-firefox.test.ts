import { beforeEach, expect, test, vi } from 'vitest';
import type { TunnelState } from '../../src/background/state.ts';
import { Announcement } from '../../src/background/wiring/announcement.ts';
import { wireFirefox } from '../../src/background/wiring/firefox.ts';
import { fakeBrowser, resetFakeBrowser } from './fake-browser.ts';

vi.mock('webextension-polyfill', async () => ({
  default: (await import('./fake-browser.ts')).fakeBrowser,
}));

beforeEach(resetFakeBrowser);

const STARTING: TunnelState = { kind: 'starting', step: 'helper' };
const OFF: TunnelState = { kind: 'off' };

function wire(state: TunnelState, platform = 'firefox') {
  const states = new Announcement<TunnelState>();
  const begun = Promise.withResolvers<void>();
  const base = { platform, states, begun } as unknown as Parameters<typeof wireFirefox>[0];
  const tunnelSide = { controller: { state } } as Parameters<typeof wireFirefox>[1];
  const guards = wireFirefox(base, tunnelSide);
  return { states, begun, guards };
}

async function afterUpdate(state: TunnelState): Promise<void> {
  const { begun } = wire(state);
  fakeBrowser.runtime.onUpdateAvailable.emit({ version: '2' });
  expect(fakeBrowser.runtime.reload).not.toHaveBeenCalled();
  begun.resolve();
  await new Promise(setImmediate);
}

test('an update waits for the next start of the browser while the tunnel is wanted', async () => {
  await afterUpdate(STARTING);
  expect(fakeBrowser.runtime.reload).not.toHaveBeenCalled();
});

test('while it is off an update is taken at once', async () => {
  await afterUpdate(OFF);
  expect(fakeBrowser.runtime.reload).toHaveBeenCalledOnce();
});

test('a permission that is taken back while the tunnel is wanted blocks pages, until it is given', async () => {
  const { states, guards } = wire(STARTING);
  states.tell(STARTING);
  const blocked = async () => {
    await guards[0]?.renew();
    const { updateDynamicRules } = fakeBrowser.declarativeNetRequest;
    return updateDynamicRules.mock.calls.map(([{ addRules }]) => addRules?.length);
  };
  fakeBrowser.permissions.contains.mockResolvedValue(false);
  fakeBrowser.permissions.onRemoved.emit({});
  expect((await blocked()).at(-2)).toBe(1);
  fakeBrowser.permissions.contains.mockResolvedValue(true);
  fakeBrowser.permissions.onAdded.emit({});
  expect((await blocked()).at(-2)).toBe(0);
});

test('in Chromium, whose setting stays, there is nothing to do', () => {
  expect(wire(STARTING, 'chromium').guards).toEqual([]);
});
