import { beforeEach, expect, test, vi } from 'vitest';
import type { HelperPort, HelperPortOptions } from '../../../src/background/helper-port.ts';
import { PortClosedError } from '../../../src/background/pairing/disconnect-reason.ts';
import { Pairing } from '../../../src/background/pairing/pairing.ts';
import { Trouble } from '../../../src/background/trouble.ts';
import type { Settings } from '../../../src/storage/settings.ts';
import { NO_SITE_RULES } from '../../../src/storage/site-rules.ts';
import { ManualClock } from '../../meek/manual-clock.ts';

const FACTS = { version: '1.0.0', capabilities: ['socks5'] };

let settings: Settings;

beforeEach(() => {
  settings = {
    ...{ chosenProfileId: null, wanted: false, proxyPort: 1080, helperProfileId: 'tunnel' },
    ...{ metHelper: null, dismissedSkew: null, proxyScope: 'browser', language: 'system' },
    ...{ sites: NO_SITE_RULES, autoConnect: true, fastLink: true },
  };
});

function pairingUnderTest() {
  const clock = new ManualClock();
  const stop = vi.fn(async () => {});
  const connect = vi.fn(async (_: HelperPortOptions): Promise<HelperPort> => {
    clock.advance(12);
    return { facts: FACTS, stop } as unknown as HelperPort;
  });
  const isPermitted = vi.fn(async () => true);
  const pairing = new Pairing({
    ...{ clock, connect, isPermitted, epochMs: () => 1_000, extensionVersion: '1.0.0' },
    store: {
      settings: async () => settings,
      patchSettings: async (patch) => {
        settings = { ...settings, ...patch };
      },
    },
    onChange: () => {},
  });
  const fail = (trouble: Error) => connect.mockRejectedValueOnce(trouble);
  return { pairing, connect, isPermitted, stop, fail };
}

const gone = (text: string) => new Trouble('helper-missing', { cause: new PortClosedError(text) });

test('a check connects for real, says what came of it and when, and lets the helper go', async () => {
  const { pairing, stop } = pairingUnderTest();
  expect(await pairing.check()).toBe(true);
  expect(stop).toHaveBeenCalledOnce();
  expect(await pairing.status()).toEqual({
    isPermitted: true,
    isChecking: false,
    lastCheck: { atMs: 1_000, tookMs: 12, reason: null, browserText: null },
    met: FACTS,
    skew: null,
    preferredPort: 1080,
  });
});

test('a check never takes the place of the tunnel’s own relay', async () => {
  const { pairing, connect } = pairingUnderTest();
  await pairing.check();
  await pairing.check();
  const ids = connect.mock.calls.map(([{ profileId }]) => profileId);
  expect(ids[0]).not.toBe('tunnel');
  expect(new Set(ids).size).toBe(1);
});

test('two checks at a time are one', async () => {
  const { pairing, connect } = pairingUnderTest();
  const both = [pairing.check(), pairing.check()];
  expect((await pairing.status()).isChecking).toBe(true);
  await Promise.all(both);
  expect(connect).toHaveBeenCalledOnce();
});

test('what the browser said is kept for diagnostics', async () => {
  const { pairing, fail } = pairingUnderTest();
  fail(gone('Specified native messaging host not found.'));
  expect(await pairing.check()).toBe(false);
  const { lastCheck } = await pairing.status();
  expect(lastCheck).toMatchObject({
    reason: 'helper-missing',
    browserText: 'Specified native messaging host not found.',
  });
});

test('a helper that is not found any more was moved or deleted', async () => {
  const { pairing, fail } = pairingUnderTest();
  await pairing.check();
  fail(gone('not found'));
  await pairing.check();
  expect((await pairing.status()).lastCheck?.reason).toBe('helper-gone');
});

test('without the permission that is what is wrong, whatever the browser did', async () => {
  const { pairing, fail, isPermitted } = pairingUnderTest();
  isPermitted.mockResolvedValue(false);
  fail(new TypeError('connectNative is not a function'));
  await pairing.check();
  expect((await pairing.status()).lastCheck?.reason).toBe('helper-permission-missing');
});

test('the tunnel’s own connect is remembered as well, unless it was given up', async () => {
  const { pairing, fail } = pairingUnderTest();
  const abort = new AbortController();
  const options = { signal: abort.signal } as HelperPortOptions;
  fail(new Trouble('helper-not-allowed'));
  await expect(pairing.connect(options)).rejects.toMatchObject({ reason: 'helper-not-allowed' });
  abort.abort(new Error('switched off'));
  fail(new Trouble('helper-silent'));
  await expect(pairing.connect(options)).rejects.toThrow('switched off');
  expect((await pairing.status()).lastCheck?.reason).toBe('helper-not-allowed');
});

test('a difference of versions is told until it is dismissed, and again when it is another', async () => {
  const { pairing } = pairingUnderTest();
  settings = { ...settings, metHelper: { ...FACTS, version: '0.9.0' } };
  expect((await pairing.status()).skew).toBe('helper-older');
  await pairing.dismissSkew();
  expect((await pairing.status()).skew).toBeNull();
  settings = { ...settings, metHelper: { ...FACTS, version: '0.9.1' } };
  expect((await pairing.status()).skew).toBe('helper-older');
});
