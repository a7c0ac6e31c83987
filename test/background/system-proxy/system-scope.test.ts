import { describe, expect, test, vi } from 'vitest';
import { SystemScope } from '../../../src/background/system-proxy/system-scope.ts';
import { Trouble } from '../../../src/background/trouble.ts';
import type { SystemProxyStatus } from '../../../src/link/system-proxy.ts';
import type { Settings } from '../../../src/storage/settings.ts';

type Problem = NonNullable<SystemProxyStatus['problem']>['code'];

function status(state: SystemProxyStatus['state'], problem?: Problem): SystemProxyStatus {
  const shellFile = '/home/me/.local/share/frontage/proxy.env';
  return {
    ...{ state, place: 'gnome', shellFile },
    problem: problem ? { code: problem, detail: 'It says why.' } : null,
  };
}

class FakeHelper {
  readonly asked: [want: string, takesOver: boolean][] = [];
  readonly stop = vi.fn(async () => {});
  isOld = false;
  answer: (want: string) => SystemProxyStatus = (want) => status(want === 'on' ? 'on' : 'off');

  can(): boolean {
    return !this.isOld;
  }

  async askSystemProxy(want: string, takesOver: boolean): Promise<SystemProxyStatus> {
    this.asked.push([want, takesOver]);
    return this.answer(want);
  }
}

function scopeUnderTest(proxyScope: Settings['proxyScope'] = 'browser') {
  const settings = { proxyScope } as Settings;
  const tunnel = { helper: new FakeHelper() as FakeHelper | null };
  const visited = new FakeHelper();
  const connect = vi.fn(async () => visited);
  const onChange = vi.fn();
  const scope = new SystemScope({
    shelf: {
      settings: async () => settings,
      patchSettings: async (patch) => void Object.assign(settings, patch),
    },
    current: () => tunnel.helper,
    connect,
    proxyPort: () => 1080,
    onChange,
  });
  const helper = tunnel.helper as FakeHelper;
  /** As when the tunnel has come so far. */
  const listen = async () => {
    const asked = helper.asked.length;
    scope.listening(helper);
    await vi.waitFor(() => expect(helper.asked.length).toBeGreaterThan(asked), { interval: 1 });
    // What it came to is known before the next thing that is wanted.
    await scope.view();
    await vi.waitFor(async () => expect((await scope.view()).status).not.toBeNull());
  };
  return { scope, settings, tunnel, helper, visited, connect, onChange, listen };
}

describe('when the local proxy is open', () => {
  test('the helper is only asked what is the case, unless the whole system is chosen', async () => {
    const { helper, listen } = scopeUnderTest();
    await listen();
    expect(helper.asked).toEqual([['status', false]]);
  });

  test('the whole system is sent there, if that is chosen', async () => {
    const { helper, listen, scope } = scopeUnderTest('system');
    await listen();
    expect(helper.asked).toEqual([['on', false]]);
    expect(await scope.view()).toMatchObject({ scope: 'system', status: { state: 'on' } });
  });

  test('an older helper is not asked', async () => {
    const { helper, scope, onChange } = scopeUnderTest('system');
    helper.isOld = true;
    scope.listening(helper as never);
    await vi.waitFor(() => expect(onChange).toHaveBeenCalled(), { interval: 1 });
    expect(helper.asked).toEqual([]);
    expect(await scope.view()).toEqual({ scope: 'system', status: null, pacUrl: null });
  });

  test('settings that somebody has changed by hand are theirs from then on', async () => {
    const { helper, listen, settings, scope } = scopeUnderTest('system');
    helper.answer = () => status('off', 'changed');
    await listen();
    expect(settings.proxyScope).toBe('browser');
    expect((await scope.view()).status?.problem?.code).toBe('changed');
  });

  test('another browser that has them is not overruled', async () => {
    const { helper, listen, settings } = scopeUnderTest('system');
    helper.answer = () => status('elsewhere', 'held');
    await listen();
    expect(settings.proxyScope).toBe('system');
    expect(helper.asked).toEqual([['on', false]]);
  });
});

describe('what the person chooses', () => {
  test.each([
    ['system', false, ['on', false]],
    ['system', true, ['on', true]],
    ['browser', false, ['off', false]],
  ] as const)('%s, taking over: %s', async (chosen, takesOver, asked) => {
    const { scope, helper, settings } = scopeUnderTest();
    await scope.choose(chosen, takesOver);
    expect(settings.proxyScope).toBe(chosen);
    expect(helper.asked).toEqual([asked]);
  });

  test('is kept while there is no helper', async () => {
    const { scope, tunnel, settings, connect } = scopeUnderTest();
    tunnel.helper = null;
    await scope.choose('system', false);
    expect(settings.proxyScope).toBe('system');
    expect(connect).not.toHaveBeenCalled();
  });
});

describe('when the tunnel is switched off', () => {
  test('the settings are put back, and the choice is kept', async () => {
    const { scope, helper, settings, listen } = scopeUnderTest('system');
    await listen();
    await scope.release();
    expect(helper.asked.at(-1)).toEqual(['off', false]);
    expect(settings.proxyScope).toBe('system');
  });

  test('nothing is asked where nothing was changed', async () => {
    const { scope, helper, connect } = scopeUnderTest();
    await scope.release();
    expect(helper.asked).toEqual([]);
    expect(connect).not.toHaveBeenCalled();
  });

  test('and the helper is gone, it is visited for that', async () => {
    const { scope, tunnel, visited } = scopeUnderTest('system');
    tunnel.helper = null;
    await scope.release();
    expect(visited.asked).toEqual([['off', false]]);
    expect(visited.stop).toHaveBeenCalledOnce();
  });

  test('and there is no helper at all, that does not keep it from being off', async () => {
    const { scope, tunnel, connect } = scopeUnderTest('system');
    tunnel.helper = null;
    connect.mockRejectedValue(new Trouble('helper-missing'));
    await expect(scope.release()).resolves.toBeUndefined();
  });
});

test.each([
  ['on', 'system'],
  ['off', 'browser'],
  ['elsewhere', 'browser'],
] as const)('what was done elsewhere is followed: %s', async (state, chosen) => {
  const { scope, settings, onChange } = scopeUnderTest(chosen === 'system' ? 'browser' : 'system');
  await scope.heard(status(state));
  expect(settings.proxyScope).toBe(chosen);
  expect(onChange).toHaveBeenCalledOnce();
});

test('names the PAC file of a helper that has one', async () => {
  const { scope, tunnel } = scopeUnderTest();
  expect((await scope.view()).pacUrl).toBe('http://127.0.0.1:1080/proxy.pac');
  tunnel.helper = null;
  expect((await scope.view()).pacUrl).toBeNull();
});
