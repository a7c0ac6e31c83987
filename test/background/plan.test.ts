import { describe, expect, test } from 'vitest';
import {
  AUTO_TECHNIQUES,
  type AutoTechnique,
  makePlan,
  makePlans,
} from '../../src/background/fronting/plan.ts';
import type { Random } from '../../src/meek/random.ts';
import { aProfile } from './a-profile.ts';

/** Bytes that count up from 0. */
function counting(): Random {
  let next = 0;
  return { bytes: (length) => Uint8Array.from({ length }, () => next++), fraction: () => 0 };
}

function planFor(front: object, auto: AutoTechnique) {
  return makePlan(aProfile({ fronts: [{ host: 'front.example', ...front }] }), auto, counting());
}

test('Chromium tries both techniques, Firefox the one that it has', () => {
  expect(AUTO_TECHNIQUES).toEqual({
    chromium: ['secure-proxy', 'host-rule'],
    firefox: ['host-rule'],
  });
});

describe('a front', () => {
  const secureProxy = {
    innerHost: 'inner.example',
    secureProxies: [
      { url: 'http://inner.example/meek?f=00010203', authority: 'front.example:443' },
    ],
    directHosts: [],
    hostRuleHosts: [],
    routes: [
      {
        name: 'front.example',
        key: 'secure-proxy front.example inner.example',
        url: 'http://inner.example/meek?f=00010203',
        streamsBody: true,
      },
    ],
  };
  const dialled = (technique: string, hostRuleHosts: string[]) => ({
    innerHost: 'inner.example',
    secureProxies: [],
    directHosts: ['front.example'],
    hostRuleHosts,
    routes: [
      {
        name: 'front.example',
        key: `${technique} front.example inner.example`,
        url: 'https://front.example/meek',
        streamsBody: false,
      },
    ],
  });
  const hostRule = dialled('host-rule', ['front.example']);
  const direct = dialled('direct', []);

  test.each([
    ['auto', 'secure-proxy', secureProxy],
    ['auto', 'host-rule', hostRule],
    ['secure-proxy', 'secure-proxy', secureProxy],
    ['secure-proxy', 'host-rule', secureProxy],
    ['host-rule', 'secure-proxy', hostRule],
    ['host-rule', 'host-rule', hostRule],
    ['direct', 'secure-proxy', direct],
    ['direct', 'host-rule', direct],
  ] as const)('with technique %s, while auto stands for %s', (technique, auto, plan) => {
    expect(planFor({ technique }, auto)).toEqual(plan);
  });

  test('that is the inner host itself is dialled directly', () => {
    const plan = planFor({ host: 'inner.example' }, 'secure-proxy');
    expect(plan.directHosts).toEqual(['inner.example']);
    expect(plan.secureProxies).toEqual([]);
  });

  test('with another port keeps it in its URL, its name and its authority', () => {
    expect(planFor({ port: 8443 }, 'secure-proxy')).toMatchObject({
      secureProxies: [{ authority: 'front.example:8443' }],
      routes: [{ name: 'front.example:8443', url: 'http://inner.example/meek?f=00010203' }],
    });
    expect(planFor({ port: 8443 }, 'host-rule')).toMatchObject({
      routes: [{ name: 'front.example:8443', url: 'https://front.example:8443/meek' }],
    });
  });
});

test('what is remembered of a route survives a restart, though its URL does not', () => {
  const [once, again] = [counting(), { ...counting(), bytes: () => new Uint8Array(4) }].map(
    (random) => makePlan(aProfile({ fronts: [{ host: 'a.example' }] }), 'secure-proxy', random),
  );
  expect(once?.routes[0]?.url).not.toBe(again?.routes[0]?.url);
  expect(once?.routes[0]?.key).toBe(again?.routes[0]?.key);
});

test('each secure proxy has a key of its own, in a URL that the browser leaves as it is', () => {
  const fronts = ['a.example', 'b.example', 'c.example'].map((host) => ({ host }));
  const { secureProxies } = makePlan(aProfile({ fronts }), 'secure-proxy', counting());
  const urls = secureProxies.map(({ url }) => url);
  expect(new Set(urls).size).toBe(3);
  expect(urls.map((url) => new URL(url).href)).toEqual(urls);
});

test('only what may leave in cleartext must stream', () => {
  const fronts = [
    { host: 'a.example' },
    { host: 'b.example', technique: 'direct' as const },
    { host: 'c.example', technique: 'host-rule' as const },
  ];
  const { routes } = makePlan(aProfile({ fronts }), 'secure-proxy', counting());
  for (const { url, streamsBody } of routes) {
    expect(streamsBody, url).toBe(url.startsWith('http:'));
  }
});

test('in Firefox a front that asks for a secure proxy is used by a host rule', () => {
  const profile = aProfile({ fronts: [{ host: 'cdn.example', technique: 'secure-proxy' }] });
  const [plan, ...others] = makePlans(profile, 'firefox', counting());
  expect(others).toEqual([]);
  expect(plan?.hostRuleHosts).toEqual(['cdn.example']);
});
