import fc from 'fast-check';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { FirefoxProxy, routeRequest } from '../../src/background/browser-proxy/firefox-proxy.ts';
import { makePlan } from '../../src/background/fronting/plan.ts';
import { systemRandom } from '../../src/meek/random.ts';
import { NO_SITE_RULES } from '../../src/storage/site-rules.ts';
import { ManualClock } from '../meek/manual-clock.ts';
import { aProfile } from './a-profile.ts';
import { fakeBrowser, resetFakeBrowser } from './fake-browser.ts';

vi.mock('webextension-polyfill', async () => ({
  default: (await import('./fake-browser.ts')).fakeBrowser,
}));

beforeEach(resetFakeBrowser);

/** Making up URLs takes seconds on a busy machine. */
const SLOW_MS = 60_000;

const OWN = 'chrome-extension://abcdef/';
const NOWHERE = { type: 'socks', host: '127.0.0.1', port: 9, proxyDNS: true };
const TUNNEL = { type: 'socks', host: '127.0.0.1', port: 1080, proxyDNS: true };
const DIRECT = null;
const plan = makePlan(aProfile(), 'firefox', systemRandom);
const ports = { proxy: 1080, pins: null };
const never = () => false;
const engaged = { kind: 'engaged', plan, ports, goesDirect: never } as const;
const closed = { kind: 'closed' } as const;
const released = { kind: 'released' } as const;
const own = (url: string) => ({ url, documentUrl: `${OWN}_generated_background_page.html` });

const directly = (...never: string[]) => ({ rules: { ...NO_SITE_RULES, never }, kept: [] });

function proxyUnderTest(settled: Promise<unknown> = Promise.resolve(), listUrls?: Set<string>) {
  const clock = new ManualClock();
  const onOverruled = vi.fn();
  const proxy = new FirefoxProxy(settled, onOverruled, clock, listUrls);
  return { proxy, clock, onOverruled };
}

describe('open for a while', () => {
  const page = { url: 'https://site.example/' };

  test('pages go direct, and nowhere when its time is over', () => {
    const untilMs = Date.now() + 60_000;
    expect(routeRequest(page, { kind: 'direct', untilMs }, OWN)).toEqual(DIRECT);
    expect(routeRequest(page, { kind: 'direct', untilMs: Date.now() }, OWN)).toEqual(NOWHERE);
  });

  test('the extension itself sends nothing', () => {
    const mode = { kind: 'direct', untilMs: Date.now() + 60_000 } as const;
    expect(routeRequest(own('https://front.example/'), mode, OWN)).toEqual(NOWHERE);
  });

  test('held again, everything goes nowhere', async () => {
    const { proxy } = proxyUnderTest();
    await proxy.openUntil(Date.now() + 60_000);
    await proxy.hold();
    expect(await fakeBrowser.requestHandlers[0]?.(page)).toEqual(NOWHERE);
  });
});

test('held, what was let go goes nowhere, and what is engaged stays', async () => {
  const { proxy } = proxyUnderTest();
  const page = { url: 'https://site.example/' };
  await proxy.release();
  await proxy.hold();
  expect(await fakeBrowser.requestHandlers[0]?.(page)).toEqual(NOWHERE);
  await proxy.engage(plan, { proxy: 1080, pins: null });
  await proxy.hold();
  expect(await fakeBrowser.requestHandlers[0]?.(page)).toEqual(TUNNEL);
});

describe('engaged', () => {
  test.each([
    ['a page', { url: 'https://site.example/' }],
    ['a page at the front itself', { url: 'https://front.example/' }],
    ['a page at the inner host', { url: 'http://inner.example/' }],
    ['a page that names us', { url: `https://site.example/?${OWN}` }],
    ['a page that begins like us', { url: 'https://x/', documentUrl: `https://y/${OWN}` }],
    ['the browser itself', { url: 'https://services.example/', originUrl: undefined }],
    ['what is no URL', { url: 'odd' }],
    ['nothing', { url: '' }],
  ])('%s goes through the tunnel', (_who, details) => {
    expect(routeRequest(details as never, engaged, OWN)).toEqual(TUNNEL);
  });

  test.each([
    'https://front.example/meek',
    'https://front.example:8443/meek',
    'https://FRONT.example/',
  ])('our own %s goes to the front', (url) => {
    expect(routeRequest(own(url) as never, engaged, OWN)).toEqual(DIRECT);
    expect(routeRequest({ url, originUrl: OWN } as never, engaged, OWN)).toEqual(DIRECT);
  });

  test.each([
    'http://front.example/',
    'http://inner.example/meek?f=00000000',
    'https://inner.example/',
    'https://other.example/',
    'wss://front.example/',
    'odd',
    '',
  ])('our own %s goes nowhere', (url) => {
    expect(routeRequest(own(url) as never, engaged, OWN)).toEqual(NOWHERE);
  });
});

describe('a list of fronts that is being asked for', () => {
  const LIST = 'https://lists.example/harbour.json';
  const lists = new Set([LIST]);

  test.each([
    ['goes through the tunnel while that is there', engaged, TUNNEL],
    ['goes nowhere while it is not', closed, NOWHERE],
    ['is left to the browser while it is off', released, undefined],
  ] as const)('%s', (_, mode, expected) => {
    expect(routeRequest(own(LIST) as never, mode, OWN, lists)).toEqual(expected);
  });

  test('opens no way for any other request of ours', () => {
    for (const url of [`${LIST}?`, 'https://lists.example/', 'http://lists.example/harbour.json']) {
      expect(routeRequest(own(url) as never, engaged, OWN, lists)).toEqual(NOWHERE);
    }
  });

  test('is blocked where another extension sends it elsewhere', async () => {
    const onOverruled = vi.fn();
    const clock = new ManualClock();
    const proxy = new FirefoxProxy(Promise.resolve(), onOverruled, clock, lists);
    await proxy.engage(plan, { proxy: 1080, pins: null });
    const look = fakeBrowser.dispatchHandlers[0];
    expect(look?.(own(LIST))).toEqual({ cancel: true });
    expect(onOverruled).toHaveBeenCalledOnce();
    expect(look?.(own('https://front.example/'))).toEqual({});
  });
});

describe('an edge that is pinned', () => {
  const fronts = [
    { host: 'front.example', address: '192.0.2.1' },
    { host: 'front.example', address: '2001:db8::2' },
    { host: 'front.example', port: 8443 },
  ];
  const pinnedPlan = makePlan(aProfile({ fronts }), 'firefox', systemRandom);
  const mode = { ...engaged, plan: pinnedPlan, ports: { proxy: 1080, pins: 1081 } } as const;
  const route = (url: string, pins: number | null = 1081) =>
    routeRequest(own(url) as never, { ...mode, ports: { ...mode.ports, pins } }, OWN);

  test('is asked of the helper, at the address that the route is for', () => {
    const answers = pinnedPlan.routes.map(({ url }) => route(url));
    const pin = { ...TUNNEL, port: 1081, password: 'none' };
    expect(answers).toEqual([
      { ...pin, username: '192.0.2.1' },
      { ...pin, username: '2001:db8::2' },
      DIRECT,
    ]);
  });

  test('is not gone to otherwise', () => {
    const [url = ''] = pinnedPlan.routes.map((one) => one.url);
    for (const other of [
      `${url}0`,
      url.replace('front.', 'other.'),
      url.replace('.example', '.example:444'),
      url.replace('https:', 'http:'),
      `https://front.example/#${'x'.repeat(300)}`,
    ]) {
      expect(route(other), other).toEqual(NOWHERE);
    }
    expect(route(url, null)).toEqual(NOWHERE);
  });

  test('is for us alone: a page’s request goes through the tunnel', () => {
    const url = pinnedPlan.routes[0]?.url;
    expect(routeRequest({ url } as never, mode, OWN)).toEqual(TUNNEL);
  });
});

test('closed, everything goes nowhere', () => {
  for (const details of [{ url: 'https://site.example/' }, own('https://front.example/')]) {
    expect(routeRequest(details as never, closed, OWN)).toEqual(NOWHERE);
  }
});

test(
  'whatever is asked, only a released proxy leaves it to the browser',
  () =>
    fc.assert(
      fc.property(
        fc.oneof(fc.webUrl(), fc.string(), fc.constantFrom('https://front.example/', 'data:,x')),
        fc.option(fc.oneof(fc.webUrl(), fc.string(), fc.constant(OWN)), { nil: undefined }),
        fc.constantFrom(closed, engaged, released),
        (url, documentUrl, mode) => {
          const answer = routeRequest({ url, documentUrl } as never, mode, OWN);
          expect(answer === undefined).toBe(mode === released);
        },
      ),
    ),
  SLOW_MS,
);

describe('what Firefox is answered', () => {
  const page = { url: 'https://site.example/' };
  const ask = () => fakeBrowser.requestHandlers[0]?.(page);

  test('waits until it is known whether the tunnel is wanted', async () => {
    const settled = Promise.withResolvers<void>();
    const proxy = proxyUnderTest(settled.promise).proxy;
    const answer = ask();
    await proxy.engage(plan, { proxy: 1080, pins: null });
    settled.resolve();
    expect(await answer).toEqual(TUNNEL);
  });

  test('is nowhere when that cannot be found out', async () => {
    proxyUnderTest(Promise.reject(new Error('The database is gone.')));
    expect(await ask()).toEqual(NOWHERE);
  });

  test('is nowhere while a wish to be on has not been fulfilled', async () => {
    proxyUnderTest();
    expect(await ask()).toEqual(NOWHERE);
  });

  test('follows the helper to another port, and ends with the release', async () => {
    const { proxy } = proxyUnderTest();
    await proxy.engage(plan, { proxy: 1080, pins: null });
    await proxy.engage(plan, { proxy: 1090, pins: null });
    expect(await ask()).toEqual({ ...TUNNEL, port: 1090 });
    await proxy.release();
    expect(await ask()).toBeUndefined();
  });
});

describe('a request that is about to connect', () => {
  const url = 'https://site.example/';
  const tunnel = { type: 'socks', host: '127.0.0.1', port: 1080 };
  const look = (details: object) => fakeBrowser.dispatchHandlers[0]?.({ url, ...details });
  const BLOCKED = { cancel: true };

  test.each([
    ['through the tunnel', { proxyInfo: tunnel }],
    ['to nowhere', { proxyInfo: { ...tunnel, port: 9 } }],
    ['to this machine', { url: 'http://127.0.0.1:8080/' }],
    ['to this machine by its name', { url: 'http://localhost/' }],
    ['to this machine by IPv6', { url: 'http://[::1]:3000/' }],
    ['from us to a front', { originUrl: OWN, url: 'https://front.example/' }],
  ])('%s is let go', async (_where, details) => {
    const { proxy, onOverruled } = proxyUnderTest();
    await proxy.engage(plan, { proxy: 1080, pins: null });
    expect(look(details)).toEqual({});
    expect(onOverruled).not.toHaveBeenCalled();
  });

  test.each([
    ['without a proxy', {}],
    ['through another port of this machine', { proxyInfo: { ...tunnel, port: 1081 } }],
    ['through another machine', { proxyInfo: { ...tunnel, host: '192.0.2.1' } }],
    ['through an HTTP proxy', { proxyInfo: { ...tunnel, type: 'http' } }],
    ['to a name like this machine’s', { url: 'https://127.0.0.1.example/' }],
    ['to an odd place', { url: 'odd' }],
  ])('%s is blocked, and the reason is told', async (_where, details) => {
    const { proxy, onOverruled } = proxyUnderTest();
    await proxy.engage(plan, { proxy: 1080, pins: null });
    expect(look(details)).toEqual(BLOCKED);
    expect(onOverruled).toHaveBeenCalledExactlyOnceWith('proxy-held-by-extension');
  });

  test('to a site that is not to be tunnelled is let go, but not when we ask for a list there', async () => {
    const listUrls = new Set([url]);
    const { proxy, onOverruled } = proxyUnderTest(undefined, listUrls);
    await proxy.engage(plan, { proxy: 1080, pins: null });
    await proxy.routeSites(directly('site.example'));
    expect(look({})).toEqual({});
    expect(look({ url: 'https://other.example/' })).toEqual(BLOCKED);
    expect(onOverruled).toHaveBeenCalledTimes(1);
    expect(look({ originUrl: OWN })).toEqual(BLOCKED);
  });

  test('by rules that have just been changed is blocked, and taken for nobody’s doing', async () => {
    const { proxy, clock, onOverruled } = proxyUnderTest();
    await proxy.routeSites(directly('site.example'));
    await proxy.engage(plan, { proxy: 1080, pins: null });
    await proxy.routeSites(directly());
    expect(look({})).toEqual(BLOCKED);
    expect(onOverruled).not.toHaveBeenCalled();
    clock.advance(5_001);
    expect(look({})).toEqual(BLOCKED);
    expect(onOverruled).toHaveBeenCalledTimes(1);
  });

  test('that was sent to an earlier port of the helper is let go', async () => {
    const { proxy } = proxyUnderTest();
    await proxy.engage(plan, { proxy: 1080, pins: null });
    await proxy.engage(plan, { proxy: 1090, pins: null });
    expect(look({ proxyInfo: tunnel })).toEqual({});
  });

  test('is blocked before the tunnel is up, and not after it was released', async () => {
    const { proxy } = proxyUnderTest();
    expect(look({})).toEqual(BLOCKED);
    await proxy.release();
    expect(look({})).toEqual({});
  });

  test('cannot be overruled again and again while the setting is taken for ours', async () => {
    const { proxy, clock, onOverruled } = proxyUnderTest();
    await proxy.engage(plan, { proxy: 1080, pins: null });
    for (let second = 0; second < 10; second++) {
      expect(look({})).toEqual(BLOCKED);
      await expect(proxy.engage(plan, { proxy: 1080, pins: null })).rejects.toMatchObject({
        reason: 'proxy-held-by-extension',
      });
      clock.advance(1_000);
    }
    expect(onOverruled).toHaveBeenCalledTimes(1);
    clock.advance(5_000);
    await proxy.engage(plan, { proxy: 1080, pins: null });
    expect(look({})).toEqual(BLOCKED);
    expect(onOverruled).toHaveBeenCalledTimes(2);
  });
});
