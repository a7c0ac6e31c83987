import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { allSubjects } from '../../../src/background/commands/all-subjects.ts';
import { Commands } from '../../../src/background/commands/commands.ts';
import type { Controller } from '../../../src/background/controller.ts';
import { FrontRefusedError } from '../../../src/background/fronts/front-refused.ts';
import { HealthNotebook } from '../../../src/background/health-notebook.ts';
import { InTurn } from '../../../src/background/in-turn.ts';
import { Pairing } from '../../../src/background/pairing/pairing.ts';
import { AfterChange } from '../../../src/background/profiles/after-change.ts';
import type { TunnelState } from '../../../src/background/state.ts';
import { Store } from '../../../src/background/store.ts';
import type { Subscriptions } from '../../../src/background/supply/subscriptions.ts';
import { TrafficMeter } from '../../../src/background/traffic-meter.ts';
import { Trouble } from '../../../src/background/trouble.ts';
import type { Tunnel } from '../../../src/background/tunnel.ts';
import { mergeFronts } from '../../../src/meek/fronts/import/merge.ts';
import type { Profile } from '../../../src/meek/fronts/profile.ts';
import { openFrontageDb } from '../../../src/storage/db.ts';
import { ManualClock } from '../../meek/manual-clock.ts';

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory());
});

const UNKNOWN = '3f1c2d4e-0000-4000-8000-000000000009';

const draft = {
  name: 'Home',
  innerHost: 'inner.example',
  path: '/meek',
  token: null,
  upstream: 'builtin',
  fronts: [{ host: 'front.example', port: 443, technique: 'auto' }],
  options: {},
};

function commandsUnderTest(
  begun: Promise<unknown> = Promise.resolve(),
  helperAnswers: Promise<void> = Promise.resolve(),
) {
  const calls: string[] = [];
  const controller = {
    state: { kind: 'off' } as TunnelState,
    tunnel: null as Pick<Tunnel, 'vetting' | 'stopVetting' | 'pids' | 'helperFacts'> | null,
    vetFronts: (key: string | null) => controller.tunnel !== null && calls.push(`vet ${key}`) > 0,
    start: () => void calls.push('start'),
    stop: async () => void calls.push('stop'),
    restart: async () => void calls.push('restart'),
    goDirect: async (untilMs: number) => void calls.push(`direct until ${untilMs}`),
  };
  const pause = { begin: vi.fn(async (forMs: number) => forMs), end: vi.fn(async () => {}) };
  const leakGuard = { guards: { webRtc: 'free', prediction: 'free' } as const };
  const store = new Store();
  const traffic = new TrafficMeter();
  const notebook = { forget: vi.fn(async () => {}) };
  const subscriptions = {
    statuses: async () => [],
    withListed: vi.fn(async (profile: Profile) => profile),
    subscribe: vi.fn(async () => {}),
    forget: vi.fn(),
    arm: async () => {},
    refresh: vi.fn(() => new Promise<void>(() => {})),
    allowDirect: vi.fn(async () => {}),
    unsubscribe: vi.fn(async () => {}),
  };
  const healthNotebook = new HealthNotebook(store, new ManualClock());
  const trial = { progress: null, start: vi.fn(async () => {}), stop: vi.fn(async () => {}) };
  const language = { choice: async () => 'fa' as const, choose: vi.fn(async () => {}) };
  const systemScope = {
    view: async () => ({ scope: 'browser' as const, status: null, pacUrl: null }),
    choose: vi.fn(async () => {}),
    release: async () => void calls.push('release'),
  };
  const exitCheck = { view: null, start: vi.fn(() => true) };
  const applySites = vi.fn(async () => {});
  const forgetEverything = vi.fn(async () => {});
  const startWish = { wasLeftOff: async () => false, decided: vi.fn(async () => {}) };
  const pairing = new Pairing({
    clock: new ManualClock(),
    epochMs: () => 0,
    store,
    connect: async () => {
      await helperAnswers;
      throw new Trouble('helper-missing');
    },
    isPermitted: async () => true,
    extensionVersion: '1.0.0',
    onChange: () => {},
  });
  const parts = {
    controller: controller as unknown as Controller,
    subscriptions: subscriptions as unknown as Subscriptions,
    ...{ store, notebook, healthNotebook, trial, language, systemScope, traffic, pairing },
    ...{ applySites, forgetEverything, startWish, pause, leakGuard, exitCheck },
  };
  const afterChange = new AfterChange(parts);
  const commands = new Commands(allSubjects({ ...parts, afterChange }), new InTurn(begun));
  const save = async (changes: object = {}) => {
    const answer = await commands.answer({
      type: 'save-profile',
      profile: { ...draft, ...changes },
    });
    if (!answer.ok) throw new Error(answer.error);
    return answer.snapshot;
  };
  return {
    ...{
      commands,
      controller,
      store,
      notebook,
      healthNotebook,
      subscriptions,
      trial,
      language,
      traffic,
      calls,
    },
    ...{ applySites, forgetEverything, startWish, pause, exitCheck },
    save,
    systemScope,
  };
}

describe('refused, with nothing changed', () => {
  test.each([
    ['no message', undefined],
    ['an unknown request', { type: 'dance' }],
    ['a profile without a front', { type: 'save-profile', profile: { ...draft, fronts: [] } }],
    ['an inner host that is none', { type: 'save-profile', profile: { ...draft, innerHost: '/' } }],
    [
      'an address for a front',
      { type: 'save-profile', profile: { ...draft, fronts: [{ host: '192.0.2.1' }] } },
    ],
    [
      'a header that the protocol sets',
      { type: 'save-profile', profile: { ...draft, options: { headers: { Host: 'x' } } } },
    ],
    ['an id that is none', { type: 'choose-profile', id: 'first' }, 'PROFILE_UNKNOWN'],
    ['no id', { type: 'remove-profile' }],
    ['an id that no profile has', { type: 'choose-profile', id: UNKNOWN }, 'PROFILE_UNKNOWN'],
  ])('%s', async (_what, message, error = 'REQUEST_INVALID') => {
    const { commands, calls, save } = commandsUnderTest();
    const before = await save();
    expect(await commands.answer(message)).toEqual({ ok: false, error });
    expect(await commands.snapshot()).toEqual(before);
    expect(calls).toEqual([]);
  });
});

test('a saved profile is chosen, and saved again under its id', async () => {
  const { save } = commandsUnderTest();
  const first = await save({ name: 'First' });
  const id = first.chosenProfileId;
  expect(first.profiles).toMatchObject([{ id, name: 'First', innerHost: 'inner.example' }]);
  const again = await save({ id, name: 'Renamed' });
  expect(again.profiles).toMatchObject([{ id, name: 'Renamed' }]);
  const second = await save({ name: 'Second' });
  expect(second.profiles).toHaveLength(2);
  expect(second.chosenProfileId).not.toBe(id);
});

test('another profile is chosen, and the first is in use when the chosen one is removed', async () => {
  const { commands, save } = commandsUnderTest();
  const { chosenProfileId: first } = await save({ name: 'First' });
  const { chosenProfileId: second } = await save({ name: 'Second' });
  const chosen = { type: 'choose-profile', id: first };
  expect(await commands.answer(chosen)).toMatchObject({ snapshot: { chosenProfileId: first } });
  const removed = { type: 'remove-profile', id: first };
  expect(await commands.answer(removed)).toMatchObject({ snapshot: { chosenProfileId: second } });
});

test('what was learnt of routes is forgotten with the hosts that it names', async () => {
  const { commands, notebook, save } = commandsUnderTest();
  const { chosenProfileId: id } = await save();
  await commands.answer({ type: 'choose-profile', id });
  expect(notebook.forget).not.toHaveBeenCalled();
  await save({ id, innerHost: 'other.example' });
  expect(notebook.forget).toHaveBeenCalledTimes(1);
  await commands.answer({ type: 'remove-profile', id });
  expect(notebook.forget).toHaveBeenCalledTimes(2);
});

test('how fronts have fared is kept for as long as a profile has them', async () => {
  const { healthNotebook, save } = commandsUnderTest();
  const fronts = ['a.example', 'b.example'].map((host) => ({ host }));
  const { chosenProfileId: id } = await save({ fronts });
  const records = (await healthNotebook.book()).on('unknown');
  const keys = ['a', 'b'].map((name) => `secure-proxy ${name}.example inner.example`);
  for (const key of keys) records.succeeded({ key, provider: 'p' }, Date.now(), 80);
  await save({ id, fronts: fronts.slice(0, 1) });
  expect([...records.records.keys()]).toEqual(keys.slice(0, 1));
});

describe('fronts are tested', () => {
  test('through the tunnel while that lets something out', async () => {
    const { commands, controller, trial, calls } = commandsUnderTest();
    const vetting = { key: null, total: 3, done: 1, good: 0 };
    const stopVetting = vi.fn(async () => {});
    controller.tunnel = { vetting, stopVetting, pids: null, helperFacts: null };
    const vet = { type: 'vet-fronts' };
    expect(await commands.answer(vet)).toMatchObject({ snapshot: { vetting } });
    await commands.answer({ type: 'vet-front', key: 'a.example' });
    expect(calls).toEqual(['vet null', 'vet a.example']);
    expect(trial.start).not.toHaveBeenCalled();
    await commands.answer({ type: 'stop-vetting' });
    expect(stopVetting).toHaveBeenCalledOnce();
  });

  test('without it while it is off, with those that a list has brought', async () => {
    const { commands, trial, subscriptions, save } = commandsUnderTest();
    await save();
    const listed = { name: 'listed' } as Profile;
    subscriptions.withListed.mockResolvedValue(listed);
    await commands.answer({ type: 'vet-front', key: 'a.example' });
    expect(trial.start).toHaveBeenCalledExactlyOnceWith(listed, 'a.example');
    await commands.answer({ type: 'stop-vetting' });
    expect(trial.stop).toHaveBeenCalledOnce();
  });

  test('not while it is wanted and nothing may go out', async () => {
    const { commands, controller, trial, save } = commandsUnderTest();
    await save();
    controller.state = { kind: 'failed', layer: 'helper', reason: 'helper-missing' };
    const refused = { ok: false, error: 'TUNNEL_OFF' };
    expect(await commands.answer({ type: 'vet-fronts' })).toEqual(refused);
    expect(trial.start).not.toHaveBeenCalled();
  });

  test('not without a profile, nor where there is no way to one', async () => {
    const { commands, trial, save } = commandsUnderTest();
    const vet = { type: 'vet-front', key: 'a.example' };
    expect(await commands.answer(vet)).toEqual({ ok: false, error: 'PROFILE_UNKNOWN' });
    await save();
    trial.start.mockRejectedValue(new FrontRefusedError('FRONT_NOT_TESTABLE'));
    expect(await commands.answer(vet)).toEqual({ ok: false, error: 'FRONT_NOT_TESTABLE' });
  });
});

describe('a change of one front', () => {
  const edited = async () => {
    const parts = commandsUnderTest();
    const fronts = ['a.example', 'b.example'].map((host) => ({ host }));
    const { chosenProfileId: profileId } = await parts.save({ fronts });
    await parts.commands.answer({ type: 'switch-on' });
    parts.calls.length = 0;
    return { ...parts, profileId: profileId ?? '' };
  };
  const disable = (profileId: string, key = 'a.example') => ({
    ...{ type: 'use-front', profileId, key, isUsed: false },
  });

  test('is stored, and has the tunnel go on without that front', async () => {
    const { commands, calls, profileId } = await edited();
    const fronts = [{ host: 'a.example', isDisabled: true }, { host: 'b.example' }];
    expect(await commands.answer(disable(profileId))).toMatchObject({
      snapshot: { profiles: [{ fronts }] },
    });
    expect(calls).toEqual(['restart']);
  });

  test('restarts nothing that goes no other way for it', async () => {
    const { commands, calls, profileId, save } = await edited();
    await commands.answer(disable(profileId));
    calls.length = 0;
    const front = { host: 'a.example', port: 443, isDisabled: true, technique: 'direct' };
    const change = { type: 'save-front', profileId, front, replaces: 'a.example' };
    expect(await commands.answer(change)).toMatchObject({ ok: true });
    expect(calls).toEqual([]);
    await save({ name: 'Other' });
    calls.length = 0;
    expect(await commands.answer(disable(profileId, 'b.example'))).toMatchObject({ ok: true });
    expect(calls).toEqual([]);
  });

  test('makes a listed front the profile’s own once it is not to be used', async () => {
    const { commands, calls, profileId, subscriptions } = await edited();
    subscriptions.withListed.mockImplementation(async (profile) => ({
      ...profile,
      fronts: mergeFronts(profile.fronts, [
        { host: 'listed.example', port: 443, technique: 'auto' },
      ]),
    }));
    const answer = await commands.answer(disable(profileId, 'listed.example'));
    expect(answer).toMatchObject({
      snapshot: { profiles: [{ fronts: [{}, {}, { host: 'listed.example', isDisabled: true }] }] },
    });
    expect(calls).toEqual(['restart']);
  });

  test('what was learnt of one that is gone is forgotten, and of no other', async () => {
    const { commands, healthNotebook, notebook, profileId } = await edited();
    const { records } = await healthNotebook.book().then((book) => {
      const network = book.on('unknown');
      for (const host of ['a.example', 'b.example']) {
        network.succeeded({ key: `direct ${host} inner.example`, provider: 'p' }, Date.now(), 80);
      }
      return network;
    });
    await commands.answer(disable(profileId));
    expect(notebook.forget).not.toHaveBeenCalled();
    expect(records.size).toBe(2);
    await commands.answer({ type: 'remove-front', profileId, key: 'a.example' });
    expect(notebook.forget).toHaveBeenCalledOnce();
    expect([...records.keys()]).toEqual(['direct b.example inner.example']);
  });

  test('the last one may be removed', async () => {
    const { commands, profileId } = await edited();
    for (const key of ['a.example', 'b.example']) {
      await commands.answer({ type: 'remove-front', profileId, key });
    }
    expect((await commands.snapshot()).profiles).toMatchObject([{ fronts: [] }]);
  });

  test.each([
    ['of a profile that is not there', { profileId: UNKNOWN }, 'PROFILE_UNKNOWN'],
    ['of a front that is not there', { replaces: 'gone.example' }, 'FRONT_UNKNOWN'],
    ['into one that is there', { front: { host: 'b.example' } }, 'FRONT_EXISTS'],
    ['into an address', { front: { host: '192.0.2.1' } }, 'REQUEST_INVALID'],
  ])('%s is refused, with nothing changed', async (_, changes, error) => {
    const { commands, calls, profileId } = await edited();
    const before = await commands.snapshot();
    const front = { host: 'c.example' };
    const change = { type: 'save-front', profileId, front, replaces: 'a.example', ...changes };
    expect(await commands.answer(change)).toEqual({ ok: false, error });
    expect(await commands.snapshot()).toEqual(before);
    expect(calls).toEqual([]);
  });
});

test('a chosen profile that cannot be read is told, and no other takes its place', async () => {
  const earlier = commandsUnderTest();
  const { chosenProfileId: first } = await earlier.save({ name: 'First' });
  const { chosenProfileId: second, profiles } = await earlier.save({ name: 'Second' });
  const db = await openFrontageDb();
  await db.put('profiles', { ...profiles[1], path: 'meek' });
  db.close();
  const { commands, store } = commandsUnderTest();
  expect(await store.chosenProfile()).toBeNull();
  expect(await commands.snapshot()).toMatchObject({
    profiles: [{ name: 'First' }],
    invalidProfiles: [{ id: second, name: 'Second', field: 'path' }],
    chosenProfileId: null,
  });
  const choice = { type: 'choose-profile', id: second };
  expect(await commands.answer(choice)).toEqual({ ok: false, error: 'PROFILE_UNKNOWN' });
  expect(await commands.answer({ type: 'remove-profile', id: second })).toMatchObject({
    snapshot: { invalidProfiles: [], chosenProfileId: first },
  });
});

test('says what is wrong with the store', async () => {
  const { commands } = commandsUnderTest();
  vi.spyOn(indexedDB, 'open').mockImplementation(() => {
    throw new DOMException('newer', 'VersionError');
  });
  const refused = { ok: false, error: 'STORAGE_TOO_NEW' };
  expect(await commands.answer({ type: 'switch-on' })).toEqual(refused);
});

test('the exit is asked for while there is a tunnel, and not waited for', async () => {
  const { commands, exitCheck } = commandsUnderTest();
  expect(await commands.answer({ type: 'check-exit' })).toMatchObject({ ok: true });
  exitCheck.start.mockReturnValue(false);
  expect(await commands.answer({ type: 'check-exit' })).toEqual({ ok: false, error: 'TUNNEL_OFF' });
});

test('switching is remembered, and the traffic counted from there', async () => {
  const { commands, store, traffic, calls } = commandsUnderTest();
  traffic.sent(5);
  expect(await commands.answer({ type: 'switch-on' })).toMatchObject({
    ok: true,
    snapshot: { traffic: { sentBytes: 0 } },
  });
  expect((await store.settings()).wanted).toBe(true);
  await commands.answer({ type: 'switch-off' });
  expect((await store.settings()).wanted).toBe(false);
  // Other programs' connections are let go while there is still a way for them.
  expect(calls).toEqual(['start', 'release', 'stop']);
});

test('a change restarts a tunnel that is wanted, and no other', async () => {
  const { commands, calls, save } = commandsUnderTest();
  const { chosenProfileId: id } = await save();
  await commands.answer({ type: 'choose-profile', id });
  expect(calls).toEqual([]);
  await commands.answer({ type: 'switch-on' });
  await save();
  await commands.answer({ type: 'choose-profile', id });
  await commands.answer({ type: 'remove-profile', id });
  expect(calls).toEqual(['start', 'restart', 'restart', 'restart']);
});

test('switched off during a restart, it is off in the end', async () => {
  const { commands, controller, calls, save } = commandsUnderTest();
  const { chosenProfileId: id } = await save();
  await commands.answer({ type: 'switch-on' });
  const restarted = Promise.withResolvers<void>();
  controller.restart = async () => {
    await restarted.promise;
    calls.push('restart');
  };
  const choosing = commands.answer({ type: 'choose-profile', id });
  const off = commands.answer({ type: 'switch-off' });
  expect(await commands.answer({ type: 'get-snapshot' })).toMatchObject({ ok: true });
  restarted.resolve();
  await Promise.all([choosing, off]);
  expect(calls).toEqual(['start', 'restart', 'release', 'stop']);
});

test('a request that fails does not hold up the next one', async () => {
  const { commands, controller, calls } = commandsUnderTest();
  controller.stop = () => Promise.reject(new Error('stuck'));
  expect(await commands.answer({ type: 'switch-off' })).toEqual({ ok: false, error: 'INTERNAL' });
  expect(await commands.answer({ type: 'switch-on' })).toMatchObject({ ok: true });
  expect(calls).toEqual(['release', 'start']);
});

test('the system goes through the tunnel when the person says so', async () => {
  const { commands, systemScope } = commandsUnderTest();
  const request = { type: 'set-proxy-scope', scope: 'system', takesOver: true };
  expect(await commands.answer(request)).toMatchObject({
    snapshot: { systemProxy: { scope: 'browser', status: null, pacUrl: null } },
  });
  expect(systemScope.choose).toHaveBeenCalledExactlyOnceWith('system', true);
  expect(await commands.answer({ ...request, scope: 'world' })).toMatchObject({ ok: false });
});

test('requests wait until what was wanted before has begun', async () => {
  const begun = Promise.withResolvers<void>();
  const { commands, calls } = commandsUnderTest(begun.promise);
  const on = commands.answer({ type: 'switch-on' });
  expect(await commands.answer({ type: 'get-snapshot' })).toMatchObject({ ok: true });
  expect(calls).toEqual([]);
  begun.reject(new Error('The database is gone.'));
  await on;
  expect(calls).toEqual(['start']);
});

describe('a confirmed import', () => {
  const front = (host: string) => ({ host, port: 443, technique: 'auto' });
  const { name, fronts, ...rest } = draft;
  const server = { ...rest, name: 'Harbour', serverPin: null };
  const subscription = {
    urls: ['https://lists.example/harbour.json'],
    publicKey: '11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=',
  };
  const confirm = (into: object, hosts: string[], subscribed: object | null = null) => ({
    type: 'confirm-import',
    ...{ into, fronts: hosts.map(front), subscription: subscribed },
  });

  test('of a server makes a profile, which is chosen and subscribes', async () => {
    const { commands, subscriptions } = commandsUnderTest();
    const answer = await commands.answer(confirm({ server }, ['a.example'], subscription));
    if (!answer.ok) throw new Error(answer.error);
    const { profiles, chosenProfileId } = answer.snapshot;
    expect(profiles).toEqual([{ ...server, id: chosenProfileId, fronts: [front('a.example')] }]);
    const call = [chosenProfileId, subscription];
    expect(subscriptions.subscribe).toHaveBeenCalledExactlyOnceWith(...call);
  });

  test('of fronts adds them to the profile that was named, and to nothing else', async () => {
    const { commands, subscriptions, save } = commandsUnderTest();
    const { chosenProfileId: profileId } = await save();
    await save({ name: 'Other' });
    const hosts = ['front.example', 'b.example'];
    expect(await commands.answer(confirm({ profileId }, hosts))).toMatchObject({
      snapshot: {
        chosenProfileId: profileId,
        profiles: [
          { name: 'Home', token: null, fronts: [front('front.example'), front('b.example')] },
          { name: 'Other', fronts },
        ],
      },
    });
    expect(subscriptions.subscribe).not.toHaveBeenCalled();
  });

  test('changes what it says about a front that is there', async () => {
    const { commands, save } = commandsUnderTest();
    const { chosenProfileId: profileId } = await save();
    const changed = { ...front('front.example'), provider: 'alpha' };
    const request = { ...confirm({ profileId }, []), fronts: [changed] };
    expect(await commands.answer(request)).toMatchObject({
      snapshot: { profiles: [{ fronts: [changed] }] },
    });
  });

  test.each([
    ['a server without a front', { server }, 0, 'PROFILE_WITHOUT_FRONTS'],
    ['a profile that is not there', { profileId: UNKNOWN }, 1, 'PROFILE_UNKNOWN'],
    ['more than a profile holds', 'stored', 5_000, 'PROFILE_FULL'],
    ['more than any profile holds', { server }, 5_001, 'REQUEST_INVALID'],
    ['a server that is none', { server: { ...server, innerHost: '/' } }, 1, 'REQUEST_INVALID'],
  ])('of %s is refused, with nothing changed', async (_, into, count, error) => {
    const { commands, subscriptions, save } = commandsUnderTest();
    const before = await save();
    const named = into === 'stored' ? { profileId: before.chosenProfileId } : (into as object);
    const hosts = Array.from({ length: count }, (__, index) => `h${index}.example`);
    const answer = await commands.answer(confirm(named, hosts, subscription));
    expect(answer).toEqual({ ok: false, error });
    expect(await commands.snapshot()).toEqual(before);
    expect(subscriptions.subscribe).not.toHaveBeenCalled();
  });

  test('goes on with what it brought, where the tunnel is wanted', async () => {
    const { commands, calls, save } = commandsUnderTest();
    const { chosenProfileId: profileId } = await save();
    await commands.answer({ type: 'switch-on' });
    await commands.answer(confirm({ profileId }, ['b.example']));
    expect(calls).toEqual(['start', 'restart']);
  });
});

describe('the helper', () => {
  test('is connected to on request, without anybody waiting for it', async () => {
    const answers = Promise.withResolvers<void>();
    const { commands } = commandsUnderTest(undefined, answers.promise);
    expect(await commands.answer({ type: 'check-helper' })).toMatchObject({
      snapshot: { pairing: { isChecking: true, lastCheck: null } },
    });
    answers.resolve();
    await vi.waitFor(async () => {
      const { pairing } = await commands.snapshot();
      expect(pairing).toMatchObject({ isChecking: false, lastCheck: { reason: 'helper-missing' } });
    });
  });

  test('gets another port, and a tunnel that is wanted goes on there', async () => {
    const { commands, calls } = commandsUnderTest();
    await commands.answer({ type: 'switch-on' });
    expect(await commands.answer({ type: 'set-proxy-port', port: 4321 })).toMatchObject({
      snapshot: { pairing: { preferredPort: 4321 } },
    });
    expect(calls).toEqual(['start', 'restart']);
  });

  test.each([1_023, 65_536, 1.5, '1080'])('does not get the port %s', async (port) => {
    const { commands } = commandsUnderTest();
    const refused = { ok: false, error: 'REQUEST_INVALID' };
    expect(await commands.answer({ type: 'set-proxy-port', port })).toEqual(refused);
  });
});

describe('a subscription', () => {
  test('is refreshed without anybody waiting for it', async () => {
    const { commands, subscriptions } = commandsUnderTest();
    const request = { type: 'refresh-subscription', profileId: UNKNOWN, mayLeaveTunnel: true };
    expect(await commands.answer(request)).toMatchObject({ ok: true });
    expect(subscriptions.refresh).toHaveBeenCalledExactlyOnceWith(UNKNOWN, true);
  });

  test('is fetched directly only where that was allowed', async () => {
    const { commands, subscriptions } = commandsUnderTest();
    const request = { type: 'allow-direct-refresh', profileId: UNKNOWN, isAllowed: true };
    await commands.answer(request);
    expect(subscriptions.allowDirect).toHaveBeenCalledExactlyOnceWith(UNKNOWN, true);
  });

  test('ends with its fronts, and with its profile', async () => {
    const { commands, calls, save, subscriptions } = commandsUnderTest();
    const { chosenProfileId: profileId } = await save();
    await commands.answer({ type: 'switch-on' });
    await commands.answer({ type: 'remove-subscription', profileId });
    expect(subscriptions.unsubscribe).toHaveBeenCalledExactlyOnceWith(profileId);
    await commands.answer({ type: 'remove-profile', id: profileId });
    expect(subscriptions.forget).toHaveBeenCalledExactlyOnceWith(profileId);
    expect(calls).toEqual(['start', 'restart', 'restart']);
  });
});

test('a language is chosen, and told', async () => {
  const { commands, language } = commandsUnderTest();
  const answer = await commands.answer({ type: 'choose-language', language: 'my' });
  expect(answer).toMatchObject({ ok: true, snapshot: { language: 'fa' } });
  expect(language.choose).toHaveBeenCalledExactlyOnceWith('my');
  expect(await commands.answer({ type: 'choose-language', language: 'tlh' })).toMatchObject({
    error: 'REQUEST_INVALID',
  });
});

describe('a setting', () => {
  test('is shown, kept and carried out', async () => {
    const { commands, applySites, store, calls } = commandsUnderTest();
    const sites = { mode: 'only', never: ['a.example'], only: ['b.example'] } as const;
    const answer = await commands.answer({ type: 'set-sites', sites });
    expect(answer).toMatchObject({ snapshot: { settings: { sites, fastLink: true } } });
    expect(applySites).toHaveBeenCalledTimes(1);
    await commands.answer({ type: 'set-auto-connect', isOn: false });
    expect(await store.settings()).toMatchObject({ sites, autoConnect: false });
    expect(calls).toEqual([]);
  });

  test('of the link is for a tunnel that begins anew, if one is wanted', async () => {
    const { commands, calls } = commandsUnderTest();
    await commands.answer({ type: 'set-fast-link', isOn: false });
    await commands.answer({ type: 'switch-on' });
    await commands.answer({ type: 'set-fast-link', isOn: true });
    expect(calls).toEqual(['start', 'restart']);
  });

  test.each([
    ['a pattern', { mode: 'all-but', never: ['*.example'], only: [] }],
    ['no mode', { never: [], only: [] }],
  ])('with %s for a site is refused', async (_what, sites) => {
    const { commands, applySites } = commandsUnderTest();
    const answer = await commands.answer({ type: 'set-sites', sites });
    expect(answer).toEqual({ ok: false, error: 'REQUEST_INVALID' });
    expect(applySites).not.toHaveBeenCalled();
  });
});

test('switching on or off answers what was asked at the start', async () => {
  const { commands, startWish } = commandsUnderTest();
  await commands.answer({ type: 'switch-off' });
  await commands.answer({ type: 'switch-on' });
  expect(startWish.decided).toHaveBeenCalledTimes(2);
});
describe('going direct', () => {
  test('is refused while the tunnel is not wanted', async () => {
    const { commands, calls, pause } = commandsUnderTest();
    const answer = await commands.answer({ type: 'go-direct', forMs: 60_000 });
    expect(answer).toEqual({ ok: false, error: 'TUNNEL_OFF' });
    expect(calls).toEqual([]);
    expect(pause.begin).not.toHaveBeenCalled();
  });

  test.each([0, 999, 300_001, Number.NaN, 60_000.5])('is refused for %d ms', async (forMs) => {
    const { commands } = commandsUnderTest();
    expect(await commands.answer({ type: 'go-direct', forMs })).toEqual({
      ok: false,
      error: 'REQUEST_INVALID',
    });
  });

  test('lasts as long as was asked for, and ends when its time is over', async () => {
    const { commands, controller, calls, pause } = commandsUnderTest();
    await commands.answer({ type: 'switch-on' });
    await commands.answer({ type: 'go-direct', forMs: 60_000 });
    expect(calls).toEqual(['start', 'direct until 60000']);
    Object.assign(controller, { state: { kind: 'direct', untilMs: 60_000 } });
    await commands.answer({ type: 'end-direct' });
    expect(calls.at(-1)).toBe('start');
    expect(pause.end).toHaveBeenCalled();
  });

  test('that was ended before, an alarm does not start the tunnel', async () => {
    const { commands, calls } = commandsUnderTest();
    await commands.answer({ type: 'end-direct' });
    expect(calls).toEqual([]);
  });

  test.each(['switch-on', 'switch-off'] as const)('ends by %s', async (type) => {
    const { commands, pause } = commandsUnderTest();
    await commands.answer({ type });
    expect(pause.end).toHaveBeenCalled();
  });
});
