import { beforeEach, expect, test, vi } from 'vitest';
import { RequestRules } from '../../../src/background/fronting/request-rules.ts';
import { CurrentNetwork } from '../../../src/background/fronts/current-network.ts';
import { Trial } from '../../../src/background/fronts/trial.ts';
import { Gate } from '../../../src/background/gate.ts';
import { LinkError } from '../../../src/link/errors.ts';
import { Capability } from '../../../src/link/messages.ts';
import { explainByCause } from '../../../src/meek/fronts/failure/explain.ts';
import { HealthBook } from '../../../src/meek/fronts/health/health-book.ts';
import { systemRandom } from '../../../src/meek/random.ts';
import { Refusal } from '../../../src/meek/v1/wire.ts';
import { ManualClock } from '../../meek/manual-clock.ts';
import { aProfile } from '../a-profile.ts';
import { fakeBrowser, resetFakeBrowser } from '../fake-browser.ts';

vi.mock('webextension-polyfill', async () => ({
  default: (await import('../fake-browser.ts')).fakeBrowser,
}));

beforeEach(resetFakeBrowser);

const PROXIED = { host: 'proxied.example' };
const DIALLED = { host: 'dialled.example', technique: 'host-rule' as const };

/** A server of meek-v1: it tells itself by how it refuses. */
const serverAnswer = () =>
  new Response(Refusal.noSessionId.text, { status: Refusal.noSessionId.status });

function trialUnderTest(platform: 'chromium' | 'firefox' = 'chromium') {
  const log: string[] = [];
  const note = (what: string) => async (): Promise<void> => void log.push(what);
  const fetch = vi.fn(async (url: string) => {
    log.push(`fetch ${new URL(url).origin}`);
    return serverAnswer();
  });
  const gate = new Gate(fetch);
  const rules = new RequestRules(platform);
  vi.spyOn(rules, 'install').mockImplementation(note('guard up'));
  vi.spyOn(rules, 'liftGuard').mockImplementation(note('guard down'));
  vi.spyOn(rules, 'raiseGuard').mockImplementation(note('guard up'));
  const proxy = {
    engage: vi.fn(async ({ secureProxies, directHosts }, ports) => {
      log.push(`setting: ${secureProxies.length} proxies, the rest to ${ports.proxy}`);
      expect(directHosts).toEqual([]);
    }),
    release: vi.fn(note('setting given back')),
    routeSites: async () => {},
    hold: async () => {},
    openUntil: async () => {},
  };
  const helper = {
    can: (capability: string) => capability === Capability.nativeFronts,
    openExchange: vi.fn(() => {
      throw new LinkError('LINK_LOST', 'Not in this test.');
    }),
    stop: vi.fn(async () => {}),
  };
  const connectHelper = vi.fn(async () => helper);
  const book = new HealthBook();
  const errorNames = { watch: vi.fn(), unwatch: vi.fn(), explain: vi.fn(explainByCause) };
  const isOff = vi.fn(() => true);
  const trial = new Trial({
    ...{ platform, proxy, rules, gate, errorNames, isOff, connectHelper },
    clock: new ManualClock(),
    random: systemRandom,
    isOnline: () => true,
    epochMs: Date.now,
    network: new CurrentNetwork(),
    readHealth: async () => book,
  });
  const over = () => vi.waitFor(() => expect(trial.progress).toBeNull(), { interval: 1 });
  return { trial, log, fetch, gate, proxy, helper, connectHelper, book, errorNames, isOff, over };
}

const withFronts = (...fronts: NonNullable<Parameters<typeof aProfile>[0]>['fronts'] & object) =>
  aProfile({ fronts });

test('in Chromium secure proxies hold the setting, the others are dialled after it', async () => {
  const { trial, log, gate, errorNames, over } = trialUnderTest();
  await trial.start(withFronts(DIALLED, PROXIED), null);
  expect(trial.progress).toMatchObject({ key: null, total: 2 });
  await over();
  expect(log).toEqual([
    'guard up',
    'setting: 1 proxies, the rest to 9',
    'guard down',
    'fetch http://inner.example',
    'guard up',
    'setting given back',
    'guard up',
    'fetch https://dialled.example',
    'guard up',
  ]);
  await expect(gate.fetch('https://dialled.example/', {})).rejects.toThrow('closed');
  expect(errorNames.unwatch).toHaveBeenCalledOnce();
});

test('in Firefox all are dialled, and the setting is left alone', async () => {
  const { trial, log, proxy, over } = trialUnderTest('firefox');
  await trial.start(withFronts(DIALLED, PROXIED), null);
  await over();
  expect(proxy.engage).not.toHaveBeenCalled();
  expect(log.toSorted()).toEqual([
    'fetch https://dialled.example',
    'fetch https://proxied.example',
    'guard up',
    'guard up',
  ]);
});

test('what they come to is kept', async () => {
  const { trial, book, over } = trialUnderTest();
  await trial.start(withFronts(DIALLED, PROXIED), null);
  await over();
  const keys = [...book.rows()].map(({ front, health }) => [front, health.okAtMs !== null]);
  expect(keys.toSorted()).toEqual([
    ['host-rule dialled.example inner.example', true],
    ['secure-proxy proxied.example inner.example', true],
  ]);
});

test('of one front only that is asked, and of it alone the permission is needed', async () => {
  const { trial, log, over } = trialUnderTest();
  await trial.start(withFronts(DIALLED, PROXIED), 'dialled.example');
  expect(trial.progress).toEqual({ key: 'dialled.example', total: 1, done: 0, good: 0 });
  await over();
  expect(log.filter((line) => line.startsWith('fetch'))).toEqual(['fetch https://dialled.example']);
  expect(fakeBrowser.permissions.contains).toHaveBeenCalledExactlyOnceWith({
    origins: ['https://dialled.example/*', 'http://inner.example/*', 'https://inner.example/*'],
  });
});

test('a front without HTTP/2 is asked by its second way, once the setting was given back', async () => {
  const { trial, log, fetch, book, errorNames, over } = trialUnderTest();
  errorNames.explain.mockResolvedValue('net::ERR_ALPN_NEGOTIATION_FAILED');
  fetch.mockImplementation(async (url) => {
    log.push(`fetch ${new URL(url).origin}`);
    if (url.startsWith('http:')) throw new TypeError('Failed to fetch');
    return serverAnswer();
  });
  await trial.start(withFronts(PROXIED), null);
  await over();
  expect(log.indexOf('setting given back')).toBeLessThan(
    log.indexOf('fetch https://proxied.example'),
  );
  const { okAtMs } = book.on('unknown').healthOf('host-rule proxied.example inner.example');
  expect(okAtMs).not.toBeNull();
});

test('stopped, it has given everything back, and asks no more', async () => {
  const { trial, log, fetch, gate } = trialUnderTest();
  const asked = Promise.withResolvers<void>();
  fetch.mockImplementation(() => {
    asked.resolve();
    return new Promise(() => {});
  });
  await trial.start(withFronts(PROXIED, DIALLED), null);
  await asked.promise;
  await trial.stop();
  expect(trial.progress).toBeNull();
  expect(log.at(-1)).toBe('setting given back');
  expect(fetch).toHaveBeenCalledOnce();
  await expect(gate.fetch('https://dialled.example/', {})).rejects.toThrow('closed');
});

test('where the setting is another’s, nothing is asked through it', async () => {
  const { trial, proxy, fetch, over } = trialUnderTest();
  proxy.engage.mockRejectedValue(new Error('held'));
  await trial.start(withFronts(PROXIED), null);
  await over();
  expect(fetch).not.toHaveBeenCalled();
  expect(proxy.release).toHaveBeenCalledOnce();
});

test('a front that the helper dials is asked through it, and it is let go', async () => {
  const { trial, helper, over } = trialUnderTest();
  await trial.start(withFronts({ host: 'native.example', sni: null }), null);
  await over();
  expect(helper.openExchange).toHaveBeenCalled();
  expect(helper.stop).toHaveBeenCalledOnce();
});

test('without the helper the others are tested', async () => {
  const { trial, connectHelper, fetch, over } = trialUnderTest();
  connectHelper.mockRejectedValue(new Error('missing'));
  await trial.start(withFronts({ host: 'native.example', sni: null }, DIALLED), null);
  await over();
  expect(fetch).toHaveBeenCalledOnce();
});

test.each([
  ['that is not in use', { ...DIALLED, isDisabled: true }, 'FRONT_UNKNOWN'],
  ['at an address', { ...DIALLED, address: '192.0.2.1' }, 'FRONT_NOT_TESTABLE'],
  ['that only a helper could dial', { ...DIALLED, sni: null }, 'FRONT_NOT_TESTABLE'],
])('a front %s is refused, and nothing is touched', async (_, front, code) => {
  const { trial, log, connectHelper } = trialUnderTest();
  connectHelper.mockRejectedValue(new Error('missing'));
  await expect(trial.start(withFronts(front), null)).rejects.toMatchObject({ code });
  expect(log).toEqual([]);
  expect(trial.progress).toBeNull();
});

test('without the permission, or once the tunnel starts, nothing is touched', async () => {
  const { trial, log, isOff } = trialUnderTest();
  fakeBrowser.permissions.contains.mockResolvedValue(false);
  const code = 'FRONT_NOT_ALLOWED';
  await expect(trial.start(withFronts(PROXIED), null)).rejects.toMatchObject({ code });
  fakeBrowser.permissions.contains.mockResolvedValue(true);
  isOff.mockReturnValue(false);
  await expect(trial.start(withFronts(PROXIED), null)).rejects.toMatchObject({
    code: 'FRONT_NOT_TESTABLE',
  });
  expect(log).toEqual([]);
});
