import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { degraded, type TunnelState } from '../../../src/background/state.ts';
import { ListClient } from '../../../src/background/supply/list-client.ts';
import { ListGate } from '../../../src/background/supply/list-gate.ts';
import { Subscriptions } from '../../../src/background/supply/subscriptions.ts';
import type { Fetch } from '../../../src/meek/carrier.ts';
import type { Front } from '../../../src/meek/fronts/front.ts';
import type { Profile } from '../../../src/meek/fronts/profile.ts';
import { signList } from '../../../src/meek/fronts/subscription/sign-list.ts';
import type { StoredSubscription } from '../../../src/storage/subscriptions.ts';
import { type ListKeys, newListKeys } from '../../meek/fronts/subscription/list-keys.ts';
import { ManualClock } from '../../meek/manual-clock.ts';
import { aProfile } from '../a-profile.ts';

const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2026, 5, 1);
const URL = 'https://lists.example/harbour.json';
const ON: TunnelState = { kind: 'on', front: 'front.example', proxyPort: 1080, sinceMs: 0 };
const OFF: TunnelState = { kind: 'off' };
const BLOCKED = degraded('fronts-blocked', 1080);
const LISTED: Front = { host: 'listed.example', port: 443, technique: 'auto' };

let keys: ListKeys;

beforeAll(async () => {
  keys = await newListKeys();
});

const signed = (number: number, fronts: Front[] = [LISTED]) =>
  signList({ number, expiresAtMs: START_MS + 1_000 * HOUR_MS, fronts }, keys.privateKey);

function shelf(profile: Profile) {
  const stored = new Map<string, StoredSubscription>();
  return {
    stored,
    chosenProfile: async (): Promise<Profile | null> => profile,
    subscriptions: async () => [...stored.values()],
    saveSubscription: async (one: StoredSubscription) => void stored.set(one.profileId, one),
    removeSubscription: async (profileId: string) => void stored.delete(profileId),
  };
}

function supplyUnderTest(profile = aProfile(), kept = shelf(profile)) {
  const clock = new ManualClock();
  const wallClockMs = () => START_MS + clock.nowMs();
  const fetch = vi.fn<Fetch>();
  const helperFetch = vi.fn<Fetch>();
  const cleanRequestsTo = vi.fn(async (_hosts: readonly string[]) => {});
  const underWay = new Set<string>();
  const gate = new ListGate();
  const random = { bytes: () => new Uint8Array(), fraction: () => 0.5 };
  const calls = {
    isAllowed: vi.fn(async () => true),
    wakeAt: vi.fn((_atMs: number) => {}),
    onChange: vi.fn(),
    onNewFronts: vi.fn(),
  };
  const tools = { clock, random, wallClockMs };
  const client = new ListClient({ ...tools, fetch, helperFetch, cleanRequestsTo, underWay });
  const subscriptions = new Subscriptions({
    ...{ shelf: kept, client, gate, ...tools, ...calls },
    chosenProfile: () => kept.chosenProfile(),
  });
  const subscription = () => ({ urls: [URL], publicKey: keys.publicKey });
  const refresh = async (mayLeaveTunnel = true) => {
    await subscriptions.refresh(profile.id, mayLeaveTunnel);
    return (await subscriptions.statuses())[0];
  };
  const answer = (text: string | Promise<string>) =>
    fetch.mockImplementation(async () => new Response(await text));
  return {
    ...{ subscriptions, profile, kept, clock, fetch, cleanRequestsTo, underWay, calls, refresh },
    ...{ answer, subscription, wallClockMs, helperFetch },
  };
}

type Supply = ReturnType<typeof supplyUnderTest>;
let supply: Supply;

beforeEach(async () => {
  supply = supplyUnderTest();
  await supply.subscriptions.subscribe(supply.profile.id, supply.subscription());
  supply.answer(signed(3));
});

describe('a list that is asked for', () => {
  test('is stored, told, and its fronts are used after the profile’s own', async () => {
    const { subscriptions, profile, kept, calls } = supply;
    subscriptions.follow(ON);
    expect(await supply.refresh()).toMatchObject({
      progress: 'idle',
      list: { number: 3, fronts: 1 },
      last: { code: 'updated', atMs: START_MS },
    });
    expect(kept.stored.get(profile.id)?.list?.fronts).toEqual([LISTED]);
    expect(calls.onNewFronts).toHaveBeenCalledOnce();
    const used = await subscriptions.withListed(profile);
    expect(used).toEqual({ ...profile, fronts: [...profile.fronts, LISTED] });
  });

  test('replaces the list before, whose fronts are not used any more', async () => {
    const { subscriptions, profile } = supply;
    subscriptions.follow(ON);
    await supply.refresh();
    const newer = { ...LISTED, host: 'newer.example' };
    supply.answer(signed(4, [newer]));
    await supply.refresh();
    const { fronts } = await subscriptions.withListed(profile);
    expect(fronts.map(({ host }) => host)).toEqual(['front.example', 'newer.example']);
  });

  test('is cleaned of what names the extension, and let pass only meanwhile', async () => {
    const { subscriptions, cleanRequestsTo, underWay, fetch } = supply;
    subscriptions.follow(ON);
    const seen: string[] = [];
    fetch.mockImplementation(async () => {
      seen.push(...underWay);
      return new Response(await signed(3));
    });
    await supply.refresh();
    expect(cleanRequestsTo).toHaveBeenCalledExactlyOnceWith(['lists.example']);
    expect(seen).toEqual([URL]);
    expect([...underWay]).toEqual([]);
  });

  test('is asked for where the last one said', async () => {
    const { subscriptions, fetch } = supply;
    subscriptions.follow(ON);
    const urls = ['https://moved.example/list.json'];
    const expiresAtMs = START_MS + HOUR_MS;
    supply.answer(signList({ number: 3, expiresAtMs, fronts: [LISTED], urls }, keys.privateKey));
    await supply.refresh();
    await supply.refresh();
    expect(fetch.mock.calls.map(([url]) => url)).toEqual([URL, urls[0]]);
  });

  test('that is asked for twice at once is fetched once', async () => {
    const { subscriptions, fetch, profile } = supply;
    subscriptions.follow(ON);
    await Promise.all([supply.refresh(), subscriptions.refresh(profile.id, true)]);
    expect(fetch).toHaveBeenCalledOnce();
  });
});

describe('changes nothing and says so:', () => {
  const forged = async () => (await newListKeys()).privateKey;
  const list = { number: 4, expiresAtMs: START_MS + HOUR_MS, fronts: [LISTED] };
  test.each<[string, string, () => Promise<string>]>([
    ['another’s signature', 'bad-signature', async () => signList(list, await forged())],
    ['an older list', 'rolled-back', () => signed(2)],
    ['the same list', 'unchanged', () => signed(3)],
    ['an expired one', 'expired', () => signList({ ...list, expiresAtMs: 1 }, keys.privateKey)],
    ['a cover page', 'not-a-signed-list', async () => '<html>'],
  ])('%s', async (_, code, text) => {
    const { subscriptions, kept, profile } = supply;
    subscriptions.follow(ON);
    await supply.refresh();
    const before = kept.stored.get(profile.id)?.list;
    supply.answer(text());
    supply.calls.onNewFronts.mockClear();
    expect(await supply.refresh()).toMatchObject({ last: { code } });
    expect(kept.stored.get(profile.id)?.list).toEqual(before);
    expect(supply.calls.onNewFronts).not.toHaveBeenCalled();
  });

  test('a list that nobody has', async () => {
    supply.subscriptions.follow(ON);
    supply.fetch.mockRejectedValue(new TypeError('Failed to fetch'));
    expect(await supply.refresh()).toMatchObject({ last: { code: 'unreachable' }, list: null });
  });
});

describe('nothing is sent', () => {
  test('while the tunnel is wanted and breaks at home, though the person asks', async () => {
    supply.subscriptions.follow(degraded('helper-stopped', 1080));
    expect(await supply.refresh()).toMatchObject({ last: { code: 'closed' } });
    expect(supply.fetch).not.toHaveBeenCalled();
    expect(supply.helperFetch).not.toHaveBeenCalled();
  });

  test.each([
    ['off', OFF],
    ['blocked', BLOCKED],
  ])('outside a tunnel that is %s, if the person was told of the tunnel', async (_, state) => {
    supply.subscriptions.follow(state);
    expect(await supply.refresh(false)).toMatchObject({ last: { code: 'closed' } });
    expect(supply.fetch).not.toHaveBeenCalled();
    expect(supply.helperFetch).not.toHaveBeenCalled();
  });

  test('before it is known whether the tunnel is wanted', async () => {
    await supply.refresh();
    expect(supply.fetch).not.toHaveBeenCalled();
  });

  test('without the browser’s permission', async () => {
    supply.subscriptions.follow(ON);
    supply.calls.isAllowed.mockResolvedValue(false);
    expect(await supply.refresh()).toMatchObject({ last: { code: 'permission-missing' } });
    expect(supply.fetch).not.toHaveBeenCalled();
  });

  test('as long as it would name the extension', async () => {
    supply.subscriptions.follow(ON);
    supply.cleanRequestsTo.mockRejectedValue(new Error('The rule is refused.'));
    expect(await supply.refresh()).toMatchObject({ last: { code: 'unreachable' } });
    expect(supply.fetch).not.toHaveBeenCalled();
  });

  test('by itself while the tunnel is off, unless that was allowed', async () => {
    const { subscriptions, profile, fetch } = supply;
    subscriptions.follow(OFF);
    await subscriptions.refreshIfDue();
    expect(fetch).not.toHaveBeenCalled();
    await subscriptions.allowDirect(profile.id, true);
    await subscriptions.refreshIfDue();
    expect(fetch).toHaveBeenCalledOnce();
  });

  test.each([
    ['the tunnel is switched on', OFF, { kind: 'starting', step: 'permissions' }],
    ['the tunnel breaks', ON, degraded('helper-stopped', 1080)],
  ] as [string, TunnelState, TunnelState][])('any more when %s', async (_, before, after) => {
    const { subscriptions, fetch } = supply;
    subscriptions.follow(before);
    const asked = Promise.withResolvers<AbortSignal>();
    fetch.mockImplementation((_url, { signal }) => {
      if (!signal) throw new Error('It cannot be called off.');
      asked.resolve(signal);
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject()));
    });
    const status = supply.refresh();
    const signal = await asked.promise;
    subscriptions.follow(after);
    expect(signal.aborted).toBe(true);
    expect(await status).toMatchObject({ last: { code: 'interrupted' } });
  });
});

test('the person’s click fetches it directly while the tunnel is off', async () => {
  supply.subscriptions.follow(OFF);
  expect(await supply.refresh()).toMatchObject({
    mayFetchDirectly: false,
    last: { code: 'updated' },
  });
});

describe('while no front leads anywhere', () => {
  beforeEach(() => {
    supply.helperFetch.mockImplementation(async () => new Response(await signed(3)));
    supply.subscriptions.follow(BLOCKED);
  });

  test('the person’s click has the helper fetch it, and the browser nothing', async () => {
    expect(await supply.refresh()).toMatchObject({ way: 'helper', last: { code: 'updated' } });
    expect(supply.helperFetch).toHaveBeenCalledOnce();
    expect(supply.fetch).not.toHaveBeenCalled();
    expect(supply.cleanRequestsTo).not.toHaveBeenCalled();
    expect(supply.calls.onNewFronts).toHaveBeenCalledOnce();
  });

  test('it is not fetched by itself, unless that was allowed', async () => {
    const { subscriptions, profile, helperFetch } = supply;
    await subscriptions.refreshIfDue();
    expect(helperFetch).not.toHaveBeenCalled();
    await subscriptions.allowDirect(profile.id, true);
    await subscriptions.refreshIfDue();
    expect(helperFetch).toHaveBeenCalledOnce();
  });

  test('a list of this morning may be too old, one of this hour is not', async () => {
    const { subscriptions, profile, helperFetch, fetch, clock } = supply;
    await subscriptions.allowDirect(profile.id, true);
    subscriptions.follow(ON);
    await supply.refresh();
    clock.advance(HOUR_MS - 1);
    subscriptions.follow(BLOCKED);
    await subscriptions.refreshIfDue();
    expect(helperFetch).not.toHaveBeenCalled();
    clock.advance(1);
    await subscriptions.refreshIfDue();
    expect(helperFetch).toHaveBeenCalledOnce();
    expect(fetch).toHaveBeenCalledOnce();
  });

  test('it is asked for again after one to two hours, whatever came of it', async () => {
    await supply.refresh();
    await supply.subscriptions.allowDirect(supply.profile.id, true);
    const { calls, wallClockMs } = supply;
    expect(calls.wakeAt).toHaveBeenLastCalledWith(wallClockMs() + 1.5 * HOUR_MS);
  });

  test('tries that fail one after another do not put it off', async () => {
    const { subscriptions, profile, helperFetch, clock } = supply;
    await subscriptions.allowDirect(profile.id, true);
    for (let seconds = 0; seconds < 30; seconds += 10) {
      clock.advance(10_000);
      subscriptions.follow(BLOCKED);
    }
    await vi.waitFor(() => expect(helperFetch).toHaveBeenCalledOnce(), { interval: 1 });
  });
});

describe('by itself', () => {
  test('it is fetched soon after the tunnel has come up, and not at once', async () => {
    const { subscriptions, clock, fetch } = supply;
    subscriptions.follow(ON);
    clock.advance(29_999);
    expect(fetch).not.toHaveBeenCalled();
    clock.advance(1);
    await vi.waitFor(() => expect(fetch).toHaveBeenCalledOnce(), { interval: 1 });
  });

  test('it is fetched again after 12 to 24 hours, and one that failed after one to two', async () => {
    const { subscriptions, clock, fetch, calls, wallClockMs } = supply;
    subscriptions.follow(ON);
    await supply.refresh();
    expect(calls.wakeAt).toHaveBeenLastCalledWith(wallClockMs() + 18 * HOUR_MS);
    clock.advance(18 * HOUR_MS - 1);
    await subscriptions.refreshIfDue();
    expect(fetch).toHaveBeenCalledOnce();
    clock.advance(1);
    fetch.mockRejectedValue(new TypeError('Failed to fetch'));
    await subscriptions.refreshIfDue();
    expect(fetch).toHaveBeenCalledTimes(2);
    expect(calls.wakeAt).toHaveBeenLastCalledWith(wallClockMs() + 1.5 * HOUR_MS);
  });

  test('a worker that ends meanwhile does not try again at once', async () => {
    const { subscriptions, fetch, profile, kept } = supply;
    subscriptions.follow(ON);
    fetch.mockReturnValue(new Promise(() => {}));
    void subscriptions.refreshIfDue();
    await vi.waitFor(() => expect(fetch).toHaveBeenCalledOnce(), { interval: 1 });
    const next = supplyUnderTest(profile, kept);
    next.subscriptions.follow(ON);
    await next.subscriptions.refreshIfDue();
    expect(next.fetch).not.toHaveBeenCalled();
  });

  test('only the profile in use is looked after', async () => {
    const { subscriptions, fetch, kept } = supply;
    kept.chosenProfile = async () => aProfile({ id: crypto.randomUUID() });
    subscriptions.follow(ON);
    await subscriptions.refreshIfDue();
    expect(fetch).not.toHaveBeenCalled();
  });

  test('the worker is not woken for what it could not do', async () => {
    const { subscriptions, calls } = supply;
    subscriptions.follow(OFF);
    await subscriptions.arm();
    expect(calls.wakeAt).not.toHaveBeenCalled();
  });
});

test('subscribing again with the same key keeps the list, with another key it does not', async () => {
  const { subscriptions, profile } = supply;
  subscriptions.follow(ON);
  await supply.refresh();
  await subscriptions.subscribe(profile.id, {
    urls: ['https://mirror.example/list.json'],
    publicKey: keys.publicKey,
  });
  expect(await subscriptions.statuses()).toMatchObject([{ list: { number: 3 } }]);
  const { publicKey } = await newListKeys();
  await subscriptions.subscribe(profile.id, { urls: [URL], publicKey });
  expect(await subscriptions.statuses()).toMatchObject([{ list: null, last: null }]);
});

test('listed fronts that the browser does not let us reach are not used', async () => {
  const { subscriptions, profile, calls } = supply;
  subscriptions.follow(ON);
  await supply.refresh();
  calls.isAllowed.mockResolvedValue(false);
  expect(await subscriptions.withListed(profile)).toBe(profile);
});

test('without its subscription a profile has its own fronts', async () => {
  const { subscriptions, profile, kept } = supply;
  subscriptions.follow(ON);
  await supply.refresh();
  await subscriptions.unsubscribe(profile.id);
  expect(await subscriptions.withListed(profile)).toBe(profile);
  expect(await subscriptions.statuses()).toEqual([]);
  expect([...kept.stored]).toEqual([]);
});
