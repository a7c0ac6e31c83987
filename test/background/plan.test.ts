import { describe, expect, test } from 'vitest';
import { type FrontingPlan, makePlan, withFallbacks } from '../../src/background/fronting/plan.ts';
import type { Random } from '../../src/meek/random.ts';
import { aProfile } from './a-profile.ts';

/** Bytes that count up from 0. */
function counting(): Random {
  let next = 0;
  return { bytes: (length) => Uint8Array.from({ length }, () => next++), fraction: () => 0 };
}

type Fronts = NonNullable<Parameters<typeof aProfile>[0]>['fronts'];

function planFor(fronts: Fronts, platform: 'chromium' | 'firefox' = 'chromium'): FrontingPlan {
  return makePlan(aProfile({ fronts: fronts ?? [] }), platform, counting());
}

/** The same plan once every front has turned out to have no HTTP/2. */
function withAllFallbacks(plan: FrontingPlan): FrontingPlan {
  return withFallbacks(plan, new Set(plan.fallbacks.map(({ front }) => front)));
}

const keys = (routes: FrontingPlan['routes']) => routes.map(({ key }) => key);

const PROXIED = 'secure-proxy front.example inner.example';
const RULED = 'host-rule front.example inner.example';
const DIRECT = 'direct front.example inner.example';

describe('a front', () => {
  test.each([
    ['chromium', 'auto', [PROXIED], [RULED]],
    ['chromium', 'secure-proxy', [PROXIED], []],
    ['chromium', 'host-rule', [RULED], []],
    ['chromium', 'direct', [DIRECT], []],
    ['firefox', 'auto', [RULED], []],
    ['firefox', 'secure-proxy', [RULED], []],
    ['firefox', 'host-rule', [RULED], []],
    ['firefox', 'direct', [DIRECT], []],
  ] as const)('in %s with technique %s', (platform, technique, routes, fallbacks) => {
    const plan = planFor([{ host: 'front.example', technique }], platform);
    expect(keys(plan.routes)).toEqual(routes);
    expect(keys(plan.fallbacks)).toEqual(fallbacks);
  });

  test('that is a secure proxy is one for a URL of its inner host', () => {
    const plan = planFor([{ host: 'front.example', technique: 'secure-proxy' }]);
    const url = 'http://inner.example/meek?f=00010203';
    expect(plan).toMatchObject({
      routes: [{ name: 'front.example', url, streamsBody: true }],
      secureProxies: [{ url, authority: 'front.example:443' }],
      directHosts: [],
      hostRules: [],
    });
  });

  test('that is dialled is reached without a proxy, and by a rule if need be', () => {
    const route = { name: 'front.example', url: 'https://front.example/meek', streamsBody: false };
    const dialled = { routes: [route], secureProxies: [], directHosts: ['front.example'] };
    expect(planFor([{ host: 'front.example', technique: 'direct' }])).toMatchObject({
      ...dialled,
      hostRules: [],
    });
    expect(planFor([{ host: 'front.example', technique: 'host-rule' }])).toMatchObject({
      ...dialled,
      hostRules: [{ innerHost: 'inner.example', hosts: ['front.example'], exceptHosts: [] }],
    });
  });

  test('that is the inner host itself is dialled directly', () => {
    const { routes, fallbacks, directHosts } = planFor([{ host: 'inner.example' }]);
    expect(keys(routes)).toEqual(['direct inner.example inner.example']);
    expect(fallbacks).toEqual([]);
    expect(directHosts).toEqual(['inner.example']);
  });

  test('with another port keeps it in its URL, its name and its authority', () => {
    expect(planFor([{ host: 'front.example', port: 8443 }])).toMatchObject({
      secureProxies: [{ authority: 'front.example:8443' }],
      routes: [{ name: 'front.example:8443', url: 'http://inner.example/meek?f=00010203' }],
      fallbacks: [{ name: 'front.example:8443', url: 'https://front.example:8443/meek' }],
    });
  });

  test.each([
    ['names nobody', { sni: null }],
    ['names another', { sni: 'decoy.example' }],
    ['is checked for another name', { verifyHost: 'other.example' }],
    ['has pins', { pins: [`${'A'.repeat(43)}=`] }],
    ['says so', { technique: 'native' as const }],
  ])('that %s is dialled by the helper, at a URL that no browser fetches', (_what, details) => {
    const front = { host: 'front.example', ...details };
    for (const platform of ['chromium', 'firefox'] as const) {
      const plan = planFor([front], platform);
      expect(plan).toMatchObject({
        routes: [
          { technique: 'native', url: 'native://0001020304050607/meek', streamsBody: false },
        ],
        fallbacks: [],
        secureProxies: [],
        dialledHosts: [],
        hostRules: [],
      });
    }
  });
});

describe('a front with an address', () => {
  const address = '192.0.2.1';
  const at = (details: object) => ({ host: 'front.example', address, ...details });

  test.each([
    ['chromium', {}, 'native'],
    ['chromium', { technique: 'secure-proxy' }, 'native'],
    ['chromium', { technique: 'host-rule' }, 'host-rule'],
    ['chromium', { technique: 'direct' }, 'direct'],
    ['firefox', {}, 'host-rule'],
    ['firefox', { technique: 'secure-proxy' }, 'host-rule'],
    ['firefox', { technique: 'direct' }, 'direct'],
    ['firefox', { sni: null }, 'native'],
  ] as const)('in %s with %o is used as %s', (platform, details, technique) => {
    const { routes, fallbacks, pinnedEdges, directHosts } = planFor([at(details)], platform);
    expect(routes).toMatchObject([{ technique, name: 'front.example (192.0.2.1)' }]);
    expect(fallbacks).toEqual([]);
    expect(directHosts).toEqual([]);
    const edges = technique === 'native' ? [] : [{ host: 'front.example', port: 443, address }];
    expect(pinnedEdges).toEqual(edges);
  });

  test('is told from the same at another, which shows in its URL alone', () => {
    const { routes } = planFor([at({}), at({ address: '192.0.2.2' })], 'firefox');
    expect(routes.map(({ url }) => url)).toEqual([
      'https://front.example/meek#192.0.2.1',
      'https://front.example/meek#192.0.2.2',
    ]);
    expect(new Set(keys(routes)).size).toBe(2);
  });

  test('has its host and port for itself in Chromium, which cannot tell two apart', () => {
    const direct = { technique: 'direct' as const };
    const plan = planFor([at(direct), at({ ...direct, address: '192.0.2.2' }), at(direct)]);
    expect(plan.pinnedEdges).toEqual([{ host: 'front.example', port: 443, address }]);
    const beside = planFor([at(direct), { host: 'front.example' }]);
    expect(beside.routes.map(({ technique }) => technique)).toEqual(['direct', 'secure-proxy']);
    expect(beside.fallbacks).toEqual([]);
  });

  test('is dialled by the helper where it takes no more pins', () => {
    const many = Array.from({ length: 1_200 }, (_, index) =>
      at({ address: `10.0.${index >> 8}.${index & 255}` }),
    );
    const { routes, pinnedEdges } = planFor(many, 'firefox');
    expect(pinnedEdges).toHaveLength(1_000);
    expect(routes.filter(({ technique }) => technique === 'native')).toHaveLength(200);
  });
});

describe('a fallback', () => {
  const plan = planFor([{ host: 'a.example' }, { host: 'b.example' }]);

  test('is nothing that the browser is told of', () => {
    expect(plan.directHosts).toEqual([]);
    expect(plan.hostRules).toEqual([]);
  });

  test('becomes a route beside the first one, whose URL stays', () => {
    const [a] = plan.routes;
    const extended = withFallbacks(plan, new Set([a?.front as never]));
    expect(keys(extended.routes)).toEqual([
      ...keys(plan.routes),
      'host-rule a.example inner.example',
    ]);
    expect(keys(extended.fallbacks)).toEqual(['host-rule b.example inner.example']);
    expect(extended.directHosts).toEqual(['a.example']);
    expect(extended.secureProxies).toEqual(plan.secureProxies);
  });

  test('is none for a front without one', () => {
    expect(withFallbacks(plan, new Set())).toBe(plan);
  });
});

describe('inner hosts of fronts', () => {
  const fronts = [
    { host: 'a.example' },
    { host: 'b.example', innerHost: 'other.example' },
    { host: 'c.example', innerHost: 'third.example', technique: 'host-rule' as const },
  ];

  test('are all known from the first, for the guard to cover them', () => {
    const plan = planFor(fronts);
    const all = ['inner.example', 'other.example', 'third.example'];
    expect([...plan.innerHosts].sort()).toEqual(all);
    expect([...withAllFallbacks(plan).innerHosts].sort()).toEqual(all);
    for (const { url } of plan.secureProxies) expect(all).toContain(new URL(url).hostname);
  });

  test('have a rule each', () => {
    expect(withAllFallbacks(planFor(fronts)).hostRules).toEqual([
      { innerHost: 'third.example', hosts: ['c.example'], exceptHosts: [] },
      { innerHost: 'inner.example', hosts: ['a.example'], exceptHosts: [] },
      { innerHost: 'other.example', hosts: ['b.example'], exceptHosts: [] },
    ]);
  });

  test('do not spread to what is below their fronts', () => {
    const { hostRules } = planFor(
      [
        { host: 'cdn.example' },
        { host: 'www.cdn.example', innerHost: 'other.example' },
        { host: 'img.cdn.example' },
        { host: 'own.cdn.example', technique: 'direct' },
        { host: 'mycdn.example', innerHost: 'other.example' },
      ],
      'firefox',
    );
    expect(hostRules).toEqual([
      {
        innerHost: 'inner.example',
        hosts: ['cdn.example', 'img.cdn.example'],
        exceptHosts: ['www.cdn.example', 'own.cdn.example'],
      },
      {
        innerHost: 'other.example',
        hosts: ['www.cdn.example', 'mycdn.example'],
        exceptHosts: [],
      },
    ]);
  });

  test('of one host that is dialled are one: a rule goes by the host', () => {
    const { routes } = planFor(
      [
        { host: 'cdn.example' },
        { host: 'cdn.example', port: 8443 },
        { host: 'cdn.example', innerHost: 'other.example' },
        { host: 'cdn.example', port: 8444, technique: 'direct' },
      ],
      'firefox',
    );
    expect(keys(routes)).toEqual([
      'host-rule cdn.example inner.example',
      'host-rule cdn.example:8443 inner.example',
    ]);
  });

  test('of one host that is a secure proxy may differ', () => {
    const { routes } = planFor([
      { host: 'cdn.example' },
      { host: 'cdn.example', innerHost: 'other.example' },
    ]);
    expect(routes).toHaveLength(2);
  });
});

test('what is remembered of a route survives a restart, though its URL does not', () => {
  const [once, again] = [counting(), { ...counting(), bytes: () => new Uint8Array(4) }].map(
    (random) => makePlan(aProfile({ fronts: [{ host: 'a.example' }] }), 'chromium', random),
  );
  expect(once?.routes[0]?.url).not.toBe(again?.routes[0]?.url);
  expect(once?.routes[0]?.key).toBe(again?.routes[0]?.key);
});

test('each secure proxy has a key of its own, in a URL that the browser leaves as it is', () => {
  const { secureProxies } = planFor(['a', 'b', 'c'].map((name) => ({ host: `${name}.example` })));
  const urls = secureProxies.map(({ url }) => url);
  expect(new Set(urls).size).toBe(3);
  expect(urls.map((url) => new URL(url).href)).toEqual(urls);
});

test('only what may leave in cleartext must stream', () => {
  const plan = planFor([
    { host: 'a.example' },
    { host: 'b.example', technique: 'direct' },
    { host: 'c.example', technique: 'host-rule' },
  ]);
  for (const { url, streamsBody } of withAllFallbacks(plan).routes) {
    expect(streamsBody, url).toBe(url.startsWith('http:'));
  }
});

test('thousands of fronts are planned without delay', () => {
  const fronts = Array.from({ length: 5_000 }, (_, index) => ({ host: `f${index}.example` }));
  expect(withAllFallbacks(planFor(fronts)).routes).toHaveLength(10_000);
});

test.each(['chromium', 'firefox'] as const)(
  'a disabled front is in no part of it in %s',
  (browser) => {
    const used = { host: 'used.example' };
    const unused = [
      { host: 'unused.example' },
      { host: 'direct.example', technique: 'direct' as const },
      { host: 'pinned.example', technique: 'host-rule' as const, address: '192.0.2.1' },
      { host: 'native.example', sni: null, innerHost: 'own.example' },
    ].map((front) => ({ ...front, isDisabled: true }));
    expect(planFor([used, ...unused], browser)).toEqual(planFor([used], browser));
  },
);
