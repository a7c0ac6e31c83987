import { beforeEach, describe, expect, test, vi } from 'vitest';
import { NOWHERE_PORT } from '../../src/background/browser-proxy/browser-proxy.ts';
import { ChromiumProxy } from '../../src/background/browser-proxy/chromium-proxy.ts';
import { isPauseScript, pauseScript } from '../../src/background/browser-proxy/pause-script.ts';
import { makePlan } from '../../src/background/fronting/plan.ts';
import type { Reason } from '../../src/background/state.ts';
import { systemRandom } from '../../src/meek/random.ts';
import { NO_SITE_RULES } from '../../src/storage/site-rules.ts';
import { aProfile } from './a-profile.ts';

const plan = makePlan(aProfile(), 'chromium', systemRandom);
const settings = {
  listeners: [] as ((details: { levelOfControl: string }) => void)[],
  level: 'controlled_by_this_extension',
  set: vi.fn(async (_details: object) => {}),
  script: undefined as string | undefined,
  get: vi.fn(async () => ({
    levelOfControl: settings.level,
    value: { pacScript: settings.script === undefined ? {} : { data: settings.script } },
  })),
  clear: vi.fn(async () => {}),
  onChange: {
    addListener: (listener: (details: { levelOfControl: string }) => void) =>
      settings.listeners.push(listener),
  },
};

beforeEach(() => {
  vi.stubGlobal('chrome', { proxy: { settings } });
  vi.clearAllMocks();
  settings.listeners.length = 0;
  settings.level = 'controlled_by_this_extension';
  settings.script = undefined;
});

function watched() {
  const changes: (Reason | null)[] = [];
  const proxy = new ChromiumProxy((lost) => changes.push(lost));
  const becomes = (levelOfControl: string) => {
    for (const listener of settings.listeners) listener({ levelOfControl });
  };
  return { proxy, changes, becomes };
}

test('the setting is a mandatory PAC script', async () => {
  await watched().proxy.engage(plan, { proxy: 1080, pins: null });
  expect(settings.set).toHaveBeenCalledExactlyOnceWith({
    scope: 'regular',
    value: {
      mode: 'pac_script',
      pacScript: { data: expect.stringContaining('SOCKS5 127.0.0.1:1080'), mandatory: true },
    },
  });
  expect(settings.set).toHaveBeenCalledBefore(settings.get);
});

test.each([
  ['controlled_by_other_extensions', 'proxy-held-by-extension'],
  ['not_controllable', 'proxy-held-by-policy'],
  ['controllable_by_this_extension', 'proxy-held-by-extension'],
])('a setting that reads back as %s is trouble', async (level, reason) => {
  settings.level = level;
  await expect(watched().proxy.engage(plan, { proxy: 1080, pins: null })).rejects.toMatchObject({
    reason,
  });
});

describe('while engaged', () => {
  test.each([
    ['controlled_by_other_extensions', 'proxy-held-by-extension'],
    ['not_controllable', 'proxy-held-by-policy'],
    ['controllable_by_this_extension', 'proxy-held-by-extension'],
    ['controlled_by_this_extension', null],
  ])('%s is told as %s', async (level, told) => {
    const { proxy, changes, becomes } = watched();
    await proxy.engage(plan, { proxy: 1080, pins: null });
    becomes(level);
    expect(changes).toEqual([told]);
  });

  test('a loss is told already while the setting is being read back', async () => {
    const { proxy, changes, becomes } = watched();
    settings.get.mockImplementationOnce(async () => {
      becomes('controlled_by_other_extensions');
      return { levelOfControl: 'controlled_by_this_extension', value: { pacScript: {} } };
    });
    await proxy.engage(plan, { proxy: 1080, pins: null });
    expect(changes).toEqual(['proxy-held-by-extension']);
  });

  test('refused the setting, it hears of getting it', async () => {
    const { proxy, changes, becomes } = watched();
    settings.level = 'controlled_by_other_extensions';
    await expect(proxy.engage(plan, { proxy: 1080, pins: null })).rejects.toThrow();
    becomes('controlled_by_this_extension');
    expect(changes).toEqual([null]);
  });
});

describe('rules for sites', () => {
  const sites = { rules: { ...NO_SITE_RULES, never: ['site.example'] }, kept: [] };
  const script = (data: unknown) =>
    expect.objectContaining({ value: expect.objectContaining({ pacScript: data }) });
  const withSite = script(
    expect.objectContaining({ data: expect.stringContaining('"never":["site.example"]') }),
  );

  test('are in the setting from then on, and in the next one', async () => {
    const { proxy } = watched();
    await proxy.engage(plan, { proxy: 1080, pins: null });
    await proxy.routeSites(sites);
    await proxy.engage(plan, { proxy: 1090, pins: null });
    expect(settings.set.mock.calls.slice(1)).toEqual([[withSite], [withSite]]);
  });

  test('touch no setting that is not ours', async () => {
    const { proxy } = watched();
    await proxy.routeSites(sites);
    await proxy.engage(plan, { proxy: 1080, pins: null });
    await proxy.release();
    await proxy.routeSites({ ...sites, rules: NO_SITE_RULES });
    expect(settings.set.mock.calls).toEqual([[withSite]]);
  });
});

test('released, the setting is cleared, and what becomes of it is not told', async () => {
  const { proxy, changes, becomes } = watched();
  becomes('controlled_by_other_extensions');
  await proxy.engage(plan, { proxy: 1080, pins: null });
  await proxy.release();
  becomes('controllable_by_this_extension');
  expect(settings.clear).toHaveBeenCalledExactlyOnceWith({ scope: 'regular' });
  expect(changes).toEqual([]);
});

test('without a way into the tunnel no site has a rule: what is held back goes nowhere', async () => {
  const { proxy } = watched();
  await proxy.routeSites({ rules: { ...NO_SITE_RULES, never: ['site.example'] }, kept: [] });
  await proxy.engage(plan, { proxy: NOWHERE_PORT, pins: null });
  expect(JSON.stringify(settings.set.mock.lastCall)).not.toContain('site.example');
});

describe('held', () => {
  const NOWHERE = "return 'SOCKS5 127.0.0.1:9'";

  test.each([
    ['free', 'controllable_by_this_extension', undefined],
    ['another extension’s', 'controlled_by_other_extensions', 'function FindProxyForURL() {}'],
    ['that of a pause', 'controlled_by_this_extension', pauseScript(0, 1)],
  ])('a setting that is %s leads nowhere', async (_, level, script) => {
    Object.assign(settings, { level, script });
    await watched().proxy.hold();
    expect(settings.set).toHaveBeenCalledExactlyOnceWith({
      scope: 'regular',
      value: {
        mode: 'pac_script',
        pacScript: { data: expect.stringContaining(NOWHERE), mandatory: true },
      },
    });
  });

  test('one that leads to the helper stays', async () => {
    settings.script = 'function FindProxyForURL() { return "SOCKS5 127.0.0.1:1080"; }';
    await watched().proxy.hold();
    expect(settings.set).not.toHaveBeenCalled();
  });
});

test('opened, the setting is a script that ends by itself', async () => {
  await watched().proxy.openUntil(1_800_000_000_000);
  const [[{ value }]] = settings.set.mock.calls as unknown as [
    [{ value: { pacScript: { data: string } } }],
  ];
  expect(isPauseScript(value.pacScript.data)).toBe(true);
});
