import { beforeEach, expect, test, vi } from 'vitest';
import { makePlan, type Platform, withFallbacks } from '../../src/background/fronting/plan.ts';
import { RequestRules } from '../../src/background/fronting/request-rules.ts';
import { systemRandom } from '../../src/meek/random.ts';
import { aProfile } from './a-profile.ts';
import { type FakeRule, fakeBrowser, resetFakeBrowser } from './fake-browser.ts';

vi.mock('webextension-polyfill', async () => ({
  default: (await import('./fake-browser.ts')).fakeBrowser,
}));

beforeEach(resetFakeBrowser);

const fronts = [
  { host: 'front.example' },
  { host: 'direct.example', technique: 'direct' as const },
  { host: 'ruled.example', technique: 'host-rule' as const },
];
const plan = makePlan(aProfile({ fronts }), 'chromium', systemRandom);
const severalNames = makePlan(
  aProfile({
    fronts: [{ host: 'front.example' }, { host: 'second.example', innerHost: 'other.example' }],
  }),
  'chromium',
  systemRandom,
);
const noRuledHosts = makePlan(aProfile(), 'chromium', systemRandom);

/** The session's rules, kept as the browser keeps them. */
function rulesIn(platform: Platform) {
  const standing = new Map<number, FakeRule>();
  fakeBrowser.declarativeNetRequest.updateSessionRules.mockImplementation(async (update) => {
    for (const id of update.removeRuleIds) standing.delete(id);
    for (const rule of update.addRules ?? []) {
      if (standing.has(rule.id)) throw new Error(`Rule with id ${rule.id} exists.`);
      standing.set(rule.id, rule);
    }
  });
  fakeBrowser.declarativeNetRequest.getSessionRules.mockImplementation(async () => [
    ...standing.values(),
  ]);
  const guards = () => [...standing.values()].filter(({ action }) => action.type === 'block');
  return { rules: new RequestRules(platform), standing, guards };
}

test('the guard blocks cleartext to the inner host, before every other rule', async () => {
  const { rules, standing, guards } = rulesIn('chromium');
  await rules.install(plan);
  const [guard] = guards();
  expect(guard?.condition).toEqual({
    requestDomains: ['inner.example'],
    initiatorDomains: ['abcdef'],
    resourceTypes: ['xmlhttprequest'],
    tabIds: [-1],
    urlFilter: '|http://',
  });
  const others = [...standing.values()].filter((rule) => rule !== guard);
  for (const other of others) expect(other.priority).toBeLessThan(guard?.priority ?? 0);
});

test('the guard is lifted and raised without touching the rest', async () => {
  const { rules, standing, guards } = rulesIn('chromium');
  await rules.install(plan);
  const before = [...standing.keys()].sort();
  await rules.liftGuard();
  expect(guards()).toEqual([]);
  expect(standing.size).toBe(before.length - 1);
  await rules.raiseGuard(plan);
  await rules.raiseGuard(plan);
  expect(guards()).toHaveLength(1);
  expect([...standing.keys()].sort()).toEqual(before);
});

test('installing again raises the guard in the same step', async () => {
  const { rules, guards } = rulesIn('chromium');
  await rules.install(plan);
  await rules.liftGuard();
  const { updateSessionRules } = fakeBrowser.declarativeNetRequest;
  updateSessionRules.mockClear();
  await rules.install(plan);
  expect(updateSessionRules).toHaveBeenCalledOnce();
  expect(guards()).toHaveLength(1);
});

test('the guard covers the inner hosts of all fronts, also of those that are used later', async () => {
  const { rules, guards } = rulesIn('chromium');
  await rules.install(severalNames);
  expect(guards()[0]?.condition.requestDomains).toEqual(['inner.example', 'other.example']);
  expect(severalNames.fallbacks).toHaveLength(2);
});

test.each(['raised', 'lifted'])('extending leaves a guard that is %s as it is', async (guard) => {
  const { rules, standing, guards } = rulesIn('chromium');
  await rules.install(severalNames);
  if (guard === 'lifted') await rules.liftGuard();
  const before = guards();
  const fronts = new Set(severalNames.fallbacks.map(({ front }) => front));
  await rules.extend(withFallbacks(severalNames, fronts));
  expect(guards()).toEqual(before);
  const set = [...standing.values()].flatMap(({ condition, action }) =>
    (action.requestHeaders ?? [])
      .filter(({ header }) => header === 'host')
      .map(({ value }) => [condition.requestDomains, value]),
  );
  expect(set).toEqual([
    [['front.example'], 'inner.example'],
    [['second.example'], 'other.example'],
  ]);
});

test('what names the extension is removed, and Host set where the plan says so', async () => {
  const { rules, standing } = rulesIn('firefox');
  await rules.install(plan);
  const headerRules = [...standing.values()].filter(({ action }) => action.requestHeaders);
  expect(headerRules.map(({ action, condition }) => [condition.requestDomains, action])).toEqual([
    [
      ['inner.example', 'direct.example', 'ruled.example'],
      {
        type: 'modifyHeaders',
        requestHeaders: [
          { header: 'origin', operation: 'remove' },
          { header: 'cookie', operation: 'remove' },
        ],
      },
    ],
    [
      ['ruled.example'],
      {
        type: 'modifyHeaders',
        requestHeaders: [{ header: 'host', operation: 'set', value: 'inner.example' }],
      },
    ],
  ]);
});

test('a plan without ruled hosts takes an earlier Host rule away', async () => {
  const { rules, standing } = rulesIn('chromium');
  await rules.install(plan);
  await rules.install(noRuledHosts);
  const headers = [...standing.values()].flatMap(({ action }) => action.requestHeaders ?? []);
  expect(headers.map(({ header }) => header)).toEqual(['origin', 'cookie']);
});

test.each(['chromium', 'firefox'] as const)(
  'in %s, only own requests are concerned',
  async (platform) => {
    const { rules, standing } = rulesIn(platform);
    await rules.install(plan);
    for (const { condition } of standing.values()) {
      expect(condition.initiatorDomains).toEqual(['abcdef']);
      expect(condition.resourceTypes).toEqual(['xmlhttprequest']);
      expect(condition.tabIds).toEqual(platform === 'chromium' ? [-1] : undefined);
    }
  },
);

test('requests for lists are cleaned too, whatever the plan is', async () => {
  const { rules, standing } = rulesIn('chromium');
  await rules.cleanRequestsTo(['lists.example']);
  await rules.cleanRequestsTo(['lists.example', 'mirror.example']);
  await rules.install(plan);
  const [ofLists] = [...standing.values()].filter(({ condition }) =>
    (condition.requestDomains as string[]).includes('mirror.example'),
  );
  expect(ofLists?.condition).toMatchObject({
    requestDomains: ['lists.example', 'mirror.example'],
    initiatorDomains: ['abcdef'],
  });
  const headers = ofLists?.action.requestHeaders?.map(({ header }) => header);
  expect(headers).toEqual(['origin', 'cookie']);
});
