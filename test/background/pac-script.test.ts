import { createContext, runInContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { pacScript } from '../../src/background/browser-proxy/pac-script.ts';
import { makePlan } from '../../src/background/fronting/plan.ts';
import { stepUrl } from '../../src/background/fronting/secure-proxy.ts';
import { systemRandom } from '../../src/meek/random.ts';
import { aProfile } from './a-profile.ts';

const SOCKS = 'SOCKS5 127.0.0.1:1080';
const PORTS = { proxy: 1080, pins: 1081 };
const fronts = [
  { host: 'a.front.example' },
  { host: 'b.front.example', port: 8443 },
  { host: 'direct.example', technique: 'direct' as const },
  { host: 'ruled.example', technique: 'host-rule' as const },
];
const plan = makePlan(aProfile({ fronts }), 'chromium', systemRandom);
const ask = evaluator(pacScript(plan, PORTS));

/** Asks as Chromium does: https and wss URLs are cut down to their origin first. */
function evaluator(script: string) {
  const isResolvableEx = (host: string) => host !== 'b.front.example';
  const context = createContext({ isResolvableEx });
  runInContext(script, context);
  return (url: string, host?: string): string => {
    const parsed = new URL(url);
    const shown = parsed.protocol === 'http:' ? url : `${parsed.origin}/`;
    Object.assign(context, { shown, host: host ?? parsed.hostname });
    return runInContext('FindProxyForURL(shown, host)', context);
  };
}

test('each of our URLs goes to its front, as to an HTTPS proxy', () => {
  expect(plan.secureProxies.map(({ url }) => ask(url))).toEqual([
    'HTTPS a.front.example:443',
    'HTTPS b.front.example:8443',
  ]);
});

test('a front with an inner host of its own is asked for by that', () => {
  const named = [
    { host: 'a.front.example' },
    { host: 'b.front.example', innerHost: 'other.example' },
  ];
  const several = makePlan(aProfile({ fronts: named }), 'chromium', systemRandom);
  const askSeveral = evaluator(pacScript(several, PORTS));
  const [first, second] = several.secureProxies.map(({ url }) => url) as [string, string];
  expect(new URL(second).hostname).toBe('other.example');
  expect([first, second].map((url) => askSeveral(url))).toEqual([
    'HTTPS a.front.example:443',
    'HTTPS b.front.example:443',
  ]);
  expect(askSeveral(second.replace('other.example', 'inner.example'))).toBe(SOCKS);
});

test.each([
  'http://inner.example/',
  'http://inner.example/meek',
  'http://inner.example/meek?f=',
  'http://inner.example/meek?f=00000000',
  'http://inner.example/?f=hasOwnProperty',
])('%s goes through the tunnel', (url) => {
  expect(ask(url)).toBe(SOCKS);
});

test('the path below the inner host is free, the rest of the URL is not', () => {
  const url = plan.secureProxies[0]?.url ?? '';
  const query = url.slice(url.indexOf('?'));
  for (const path of ['/', '/meek', '/meek/5f0c2a17', '//', '/a/b.c;d']) {
    expect(ask(`http://inner.example${path}${query}`), path).toBe('HTTPS a.front.example:443');
  }
  for (const other of [
    `http://inner.example${query}`,
    `http://inner.example:81/${query}`,
    `http://www.inner.example/${query}`,
    `http://user@inner.example/${query}`,
    `http://other.example/http://inner.example/${query}`,
    `http://inner.example/?${query}`,
    `http://inner.example/x?y${query}`,
  ]) {
    expect(ask(other, ''), other).toBe(SOCKS);
  }
});

test('an URL that only begins like ours goes through the tunnel', () => {
  for (const { url } of plan.secureProxies) {
    expect(
      [`${url}0`, `${url}&x=1`, url.slice(0, -1), url.toUpperCase()].map((u) => ask(u, '')),
    ).toEqual([SOCKS, SOCKS, SOCKS, SOCKS]);
  }
});

describe('the questions at which step a secure proxy fails', () => {
  const [resolved, unresolved] = plan.secureProxies.map(({ url }) => url) as [string, string];

  test('lead to that front, or to where a name that is resolved leads', () => {
    expect(ask(stepUrl(resolved, 'tcp'))).toBe('PROXY a.front.example:443');
    expect(ask(stepUrl(unresolved, 'tcp'))).toBe('PROXY b.front.example:8443');
    expect(ask(stepUrl(resolved, 'name'))).toBe('PROXY 127.0.0.1:1080');
    expect(ask(stepUrl(unresolved, 'name'))).toBe('PROXY 127.0.0.1:9');
  });

  test('are asked by nobody who does not know the front’s URL', () => {
    for (const url of [
      'http://inner.example/?f=00000000&step=tcp',
      'http://inner.example/?step=tcp',
      `${resolved}&step=other`,
      `${resolved}&step=`,
      `${resolved}&x=1&step=tcp`,
      stepUrl(resolved, 'tcp').replace('http:', 'https:'),
      stepUrl(resolved, 'tcp').replace('inner.example', 'a.front.example'),
    ]) {
      expect(ask(url, ''), url).toBe(SOCKS);
    }
  });
});

test('a front that is dialled is reached directly over https, and not otherwise', () => {
  expect(ask('https://direct.example/')).toBe('DIRECT');
  expect(ask('https://ruled.example/')).toBe('DIRECT');
  for (const url of [
    'http://direct.example/',
    'wss://direct.example/',
    'ws://direct.example/',
    'ftp://direct.example/',
    'https://a.front.example/',
    'https://www.direct.example/',
    'https://inner.example/',
  ]) {
    expect(ask(url), url).toBe(SOCKS);
  }
});

describe('a front that is pinned', () => {
  const pinned = makePlan(
    aProfile({
      fronts: [
        { host: 'pinned.example', technique: 'direct', address: '192.0.2.1' },
        { host: 'pinned.example', port: 8443, technique: 'direct', address: '192.0.2.1' },
        { host: 'half.example', technique: 'direct' },
        { host: 'half.example', port: 8443, technique: 'direct', address: '192.0.2.2' },
      ],
    }),
    'chromium',
    systemRandom,
  );
  const askPinned = evaluator(pacScript(pinned, PORTS));

  test('is reached through the helper’s own port for that, and never directly', () => {
    for (const url of ['https://pinned.example/', 'https://pinned.example:8443/x']) {
      expect(askPinned(url), url).toBe('SOCKS5 127.0.0.1:1081');
    }
    expect(askPinned('https://pinned.example:9443/')).toBe(SOCKS);
    expect(askPinned('http://pinned.example/')).toBe(SOCKS);
  });

  test('at one port leaves another alone', () => {
    expect(askPinned('https://half.example/')).toBe('DIRECT');
    expect(askPinned('https://half.example:8443/')).toBe('SOCKS5 127.0.0.1:1081');
  });

  test('leads nowhere when the helper cannot', () => {
    const askNobody = evaluator(pacScript(pinned, { ...PORTS, pins: null }));
    expect(askNobody('https://pinned.example/')).toBe('SOCKS5 127.0.0.1:9');
  });
});

describe('a host named like what every object has', () => {
  const names = [
    ...['__proto__', 'constructor', 'hasOwnProperty', 'hasownproperty', 'toString', 'valueOf'],
    ...['__defineGetter__', 'isPrototypeOf', ''],
  ];

  test.each(names)('%s goes through the tunnel', (host) => {
    expect(ask('https://odd.example/', host)).toBe(SOCKS);
  });

  test('stays so when it is a front', () => {
    const odd = ['__proto__', 'constructor', 'hasownproperty'];
    const all = odd.map((host) => ({ host, technique: 'direct' as const }));
    const oddPlan = makePlan(aProfile({ fronts: all }), 'chromium', systemRandom);
    const askOdd = evaluator(pacScript(oddPlan, PORTS));
    for (const host of ['site.example', 'toString', '']) {
      expect(askOdd('https://odd.example/', host), host).toBe(SOCKS);
    }
    expect(askOdd('https://constructor/')).toBe('DIRECT');
  });
});
