import { beforeEach, describe, expect, test, vi } from 'vitest';
import { RequestRules } from '../../src/background/fronting/request-rules.ts';
import { CurrentNetwork } from '../../src/background/fronts/current-network.ts';
import { Gate } from '../../src/background/gate.ts';
import { HelperPort } from '../../src/background/helper-port.ts';
import type { Reason } from '../../src/background/state.ts';
import { TrafficMeter } from '../../src/background/traffic-meter.ts';
import { Trouble } from '../../src/background/trouble.ts';
import { Tunnel } from '../../src/background/tunnel.ts';
import { HealthBook } from '../../src/meek/fronts/health/health-book.ts';
import { systemRandom } from '../../src/meek/random.ts';
import { Refusal } from '../../src/meek/v1/wire.ts';
import { RouteMemory } from '../../src/meek/v2/route-memory.ts';
import { ManualClock } from '../meek/manual-clock.ts';
import { aProfile } from './a-profile.ts';
import { fakeBrowser, obliging, resetFakeBrowser } from './fake-browser.ts';

vi.mock('webextension-polyfill', async () => ({
  default: (await import('./fake-browser.ts')).fakeBrowser,
}));

beforeEach(resetFakeBrowser);

/** A tunnel in a browser where everything works, and a log of what it did in which order. */
function tunnelUnderTest() {
  const log: string[] = [];
  const troubles: Reason[] = [];
  const fetch = vi.fn(async (url: string) => {
    log.push(`fetch ${new URL(url).origin}`);
    return new Response(Refusal.noSessionId.text, { status: Refusal.noSessionId.status });
  });
  const gate = new Gate(fetch);
  const rules = new RequestRules('chromium');
  const nothing = () => vi.fn(async () => {});
  const proxy = {
    ...{ engage: nothing(), hold: nothing(), openUntil: nothing() },
    ...{ release: nothing(), routeSites: nothing() },
  };
  const note =
    (what: string) =>
    async (..._: unknown[]): Promise<void> =>
      void log.push(what);
  vi.spyOn(rules, 'install').mockImplementation(note('install rules, guard up'));
  vi.spyOn(rules, 'liftGuard').mockImplementation(note('lift guard'));
  vi.spyOn(rules, 'raiseGuard').mockImplementation(note('raise guard'));
  proxy.engage.mockImplementation(note('engage proxy'));
  vi.spyOn(gate, 'open').mockImplementation(() => {
    log.push('open gate');
    Gate.prototype.open.call(gate);
  });
  vi.spyOn(gate, 'close').mockImplementation(() => {
    log.push('close gate');
    Gate.prototype.close.call(gate);
  });
  const explain = vi.fn(async (): Promise<string | undefined> => undefined);
  const network = new CurrentNetwork();
  const onListening = vi.fn();
  const health = new HealthBook();
  const tunnel = new Tunnel(
    {
      platform: 'chromium',
      proxy,
      rules,
      gate,
      clock: new ManualClock(),
      random: systemRandom,
      traffic: new TrafficMeter(),
      isOnline: () => true,
      routeMemory: async () => new RouteMemory(),
      epochMs: () => 1_800_000_000_000,
      onListening,
      onSystemProxy: () => {},
      ...{ explain, network },
      connectHelper: HelperPort.connect,
    },
    {
      profile: aProfile(),
      preferredPort: 1080,
      helperProfileId: crypto.randomUUID(),
      fastLink: true,
      health,
    },
    (reason) => troubles.push(reason),
  );
  const abort = new AbortController();
  const bringUp = (signal = abort.signal) =>
    tunnel.bringUp((step) => log.push(`step ${step}`), signal);
  /** What leaves the gate now, if anything. */
  const leak = () =>
    gate.fetch('http://inner.example/', {}).then(
      () => 'out',
      () => 'held',
    );
  const parts = { fetch, rules, proxy, explain, network, health };
  return { tunnel, log, troubles, abort, bringUp, leak, onListening, ...parts };
}

const ENGAGING = [
  'close gate',
  'install rules, guard up',
  'engage proxy',
  'lift guard',
  'open gate',
];

test('the guard stands before the setting is taken, and the gate opens last', async () => {
  const { tunnel, log, bringUp } = tunnelUnderTest();
  await bringUp();
  expect(log).toEqual([
    'step permissions',
    'step helper',
    'step proxy',
    ...ENGAGING,
    'step front',
    // One question tells whether the front leads to the server, and what that speaks.
    'fetch http://inner.example',
  ]);
  expect(tunnel.proxyPort).toBe(1080);
  expect(tunnel.activeRoute?.name).toBe('front.example');
  expect(tunnel.pids).toEqual({ relay: 11, agent: 22 });
});

test('brought up again, what stands is kept', async () => {
  const { log, bringUp } = tunnelUnderTest();
  await bringUp();
  log.length = 0;
  await bringUp();
  expect(log).toEqual([
    ...['step permissions', 'step helper', 'step proxy', 'step front'],
    'fetch http://inner.example',
  ]);
  expect(fakeBrowser.ports).toHaveLength(1);
});

test('is said to listen once the browser goes through it, and each time it is brought up', async () => {
  const { log, bringUp, onListening, tunnel } = tunnelUnderTest();
  onListening.mockImplementationOnce(() => log.push('listening'));
  await bringUp();
  expect(log.indexOf('listening')).toBe(log.indexOf('open gate') + 1);
  expect(onListening).toHaveBeenLastCalledWith(tunnel.helper);
  await bringUp();
  expect(onListening).toHaveBeenCalledTimes(2);
});

test('after it was shut, the setting is taken again before anything leaves', async () => {
  const { tunnel, log, bringUp, leak } = tunnelUnderTest();
  await bringUp();
  await tunnel.shut();
  expect(await leak()).toBe('held');
  log.length = 0;
  await bringUp();
  expect(log.slice(3, 8)).toEqual(ENGAGING);
});

test('another port of the helper is engaged with everything shut', async () => {
  const { tunnel, log, bringUp } = tunnelUnderTest();
  await bringUp();
  fakeBrowser.helper = (message) =>
    message.type === 'listen' ? { type: 'listening', port: 1090 } : null;
  log.length = 0;
  await bringUp();
  expect(log.slice(3, 8)).toEqual(ENGAGING);
  expect(tunnel.proxyPort).toBe(1090);
});

describe('a setting that is not ours', () => {
  test('leaves the gate closed and the guard up', async () => {
    const { log, proxy, bringUp, leak } = tunnelUnderTest();
    proxy.engage.mockRejectedValue(new Trouble('proxy-held-by-extension'));
    await expect(bringUp()).rejects.toMatchObject({ reason: 'proxy-held-by-extension' });
    expect(log).not.toContain('lift guard');
    expect(await leak()).toBe('held');
  });

  test('any more, for another port, closes a gate that was open', async () => {
    const { log, proxy, bringUp, leak } = tunnelUnderTest();
    await bringUp();
    proxy.engage.mockRejectedValue(new Trouble('proxy-held-by-extension'));
    fakeBrowser.helper = (message) =>
      message.type === 'listen' ? { type: 'listening', port: 1090 } : null;
    await expect(bringUp()).rejects.toMatchObject({ reason: 'proxy-held-by-extension' });
    expect(log.lastIndexOf('lift guard')).toBeLessThan(log.lastIndexOf('close gate'));
    expect(await leak()).toBe('held');
  });
});

describe('lost in the middle of a step', () => {
  const moments = ['install', 'engage', 'liftGuard'] as const;

  test.each(moments)(
    '%s: the gate stays closed, and the next try takes the setting again',
    async (moment) => {
      const { tunnel, log, rules, proxy, abort, bringUp, leak } = tunnelUnderTest();
      const passed = Promise.withResolvers<void>();
      const step = moment === 'engage' ? vi.spyOn(proxy, 'engage') : vi.spyOn(rules, moment);
      const reached = new Promise<void>((resolve) => {
        step.mockImplementationOnce(() => {
          resolve();
          return passed.promise;
        });
      });
      const up = bringUp();
      await reached;
      const shut = tunnel.shut();
      abort.abort(new Trouble('proxy-held-by-extension'));
      passed.resolve();
      await expect(up).rejects.toMatchObject({ reason: 'proxy-held-by-extension' });
      await shut;
      expect(log).not.toContain('open gate');
      expect(await leak()).toBe('held');
      log.length = 0;
      await bringUp(new AbortController().signal);
      expect(log.slice(3, 8)).toEqual(ENGAGING);
    },
  );

  test.each(moments)('%s fails: the same', async (moment) => {
    const { log, rules, proxy, bringUp, leak } = tunnelUnderTest();
    const step = moment === 'engage' ? vi.spyOn(proxy, 'engage') : vi.spyOn(rules, moment);
    step.mockRejectedValueOnce(new Error('odd'));
    await expect(bringUp()).rejects.toThrow('odd');
    expect(log).not.toContain('open gate');
    expect(await leak()).toBe('held');
    log.length = 0;
    await bringUp();
    expect(log.slice(3, 8)).toEqual(ENGAGING);
  });
});

describe('a front that names no technique', () => {
  const unreachable = async () => {
    throw new TypeError('Failed to fetch');
  };

  test('is tried by a Host rule once it has shown that it has no HTTP/2', async () => {
    const { tunnel, log, fetch, rules, proxy, explain, bringUp } = tunnelUnderTest();
    explain.mockResolvedValue('net::ERR_ALPN_NEGOTIATION_FAILED');
    fetch.mockImplementationOnce(unreachable);
    const extend = vi.spyOn(rules, 'extend').mockResolvedValue();
    await bringUp();
    expect(extend).toHaveBeenCalledOnce();
    expect(proxy.engage).toHaveBeenCalledTimes(2);
    expect(log.at(-1)).toBe('fetch https://front.example');
    // What is under way is not disturbed.
    expect(log.filter((what) => what === 'close gate')).toHaveLength(1);
    expect(tunnel.activeRoute).toMatchObject({ technique: 'host-rule' });
  });

  test('is not, when it cannot be reached at all', async () => {
    const { log, fetch, explain, bringUp } = tunnelUnderTest();
    explain.mockResolvedValue('net::ERR_PROXY_CONNECTION_FAILED');
    fetch.mockImplementation(unreachable);
    await expect(bringUp()).rejects.toMatchObject({ reason: 'front-unreachable' });
    expect(log).not.toContain('fetch https://front.example');
  });

  test('leaves the gate closed when the setting is lost while the rule is set', async () => {
    const { fetch, rules, proxy, explain, bringUp, leak } = tunnelUnderTest();
    explain.mockResolvedValue('net::ERR_ALPN_NEGOTIATION_FAILED');
    fetch.mockImplementationOnce(unreachable);
    vi.spyOn(rules, 'extend').mockResolvedValue();
    proxy.engage.mockImplementationOnce(async () => {});
    proxy.engage.mockRejectedValueOnce(new Trouble('proxy-held-by-extension'));
    await expect(bringUp()).rejects.toMatchObject({ reason: 'proxy-held-by-extension' });
    expect(await leak()).toBe('held');
  });
});

test('the helper names the network, on which experience is kept', async () => {
  const { network, health, bringUp } = tunnelUnderTest();
  fakeBrowser.helper = (message) => {
    if (message.type === 'name-network') return { type: 'network', name: '0123456789abcdef' };
    const answer = obliging(message);
    const capabilities = ['network-name'];
    return answer?.type === 'hello' ? { ...answer, capabilities } : answer;
  };
  await bringUp();
  expect(network.name).toBe('0123456789abcdef');
  expect([...health.rows()].map((row) => [row.network, row.front])).toEqual([
    ['0123456789abcdef', 'secure-proxy front.example inner.example'],
  ]);
});

test('all fronts are tested while something may go out, and that ends with the tunnel', async () => {
  const { tunnel, fetch, bringUp } = tunnelUnderTest();
  expect(tunnel.isOpen).toBe(false);
  await bringUp();
  expect(tunnel.isOpen).toBe(true);
  const onGood = vi.fn();
  tunnel.vetFronts(null, onGood);
  await vi.waitFor(() => expect(tunnel.vetting).toBeNull());
  expect(onGood).toHaveBeenCalledOnce();
  fetch.mockImplementation(() => new Promise(() => {}));
  tunnel.vetFronts('front.example', onGood);
  expect(tunnel.vetting).toEqual({ key: 'front.example', total: 1, done: 0, good: 0 });
  await tunnel.takeDown();
  expect(tunnel.vetting).toBeNull();
  expect(tunnel.isOpen).toBe(false);
});

test('of one front nothing is asked that the tunnel has no way to', async () => {
  const { tunnel, bringUp } = tunnelUnderTest();
  await bringUp();
  const test = () => tunnel.vetFronts('other.example', () => {});
  expect(test).toThrow(expect.objectContaining({ code: 'FRONT_NOT_TESTABLE' }));
  expect(tunnel.vetting).toBeNull();
});

test('without the permission, nothing is started', async () => {
  const { log, bringUp } = tunnelUnderTest();
  fakeBrowser.permissions.contains.mockResolvedValue(false);
  await expect(bringUp()).rejects.toMatchObject({ reason: 'permission-missing' });
  expect(log).toEqual(['step permissions']);
  expect(fakeBrowser.ports).toEqual([]);
});

test('aborted while the helper starts, the helper is let go', async () => {
  const { abort, bringUp } = tunnelUnderTest();
  fakeBrowser.helper = () => null;
  const up = bringUp();
  await vi.waitFor(() => expect(fakeBrowser.ports).toHaveLength(1));
  abort.abort(new Error('switched off'));
  await expect(up).rejects.toThrow('switched off');
  expect(fakeBrowser.ports[0]?.isDisconnected).toBe(true);
});

test('a helper that goes away is trouble, and is started again by the next try', async () => {
  const { tunnel, troubles, bringUp } = tunnelUnderTest();
  await bringUp();
  fakeBrowser.ports[0]?.drop('Native host has exited.');
  expect(troubles).toEqual(['helper-stopped']);
  expect(tunnel.pids).toBeNull();
  await bringUp();
  expect(fakeBrowser.ports).toHaveLength(2);
  expect(fakeBrowser.ports[1]?.sent).toContainEqual({ type: 'listen', preferredPort: 1080 });
});

test('taken down, the gate is closed and the helper let go, even if the guard cannot be raised', async () => {
  const { tunnel, rules, bringUp, leak } = tunnelUnderTest();
  await bringUp();
  vi.spyOn(rules, 'raiseGuard').mockRejectedValue(new Error('the rules are full'));
  await expect(tunnel.takeDown()).rejects.toThrow('the rules are full');
  expect(await leak()).toBe('held');
  expect(fakeBrowser.ports[0]?.sent.at(-1)).toEqual({ type: 'stop-listening' });
  expect(fakeBrowser.ports[0]?.isDisconnected).toBe(true);
});

test('a connection is refused while the tunnel is down', async () => {
  const { tunnel, bringUp } = tunnelUnderTest();
  await bringUp();
  tunnel.markDown();
  fakeBrowser.ports[0]?.onMessage.emit({ type: 'open', pipe: 1, windowBytes: 1024 * 1024 });
  await vi.waitFor(() =>
    expect(fakeBrowser.ports[0]?.sent.at(-1)).toMatchObject({
      type: 'reset',
      pipe: 1,
      code: 'TUNNEL_DOWN',
    }),
  );
});
