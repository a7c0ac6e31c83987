import { createContext, runInContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { routeRequest } from '../../../src/background/browser-proxy/firefox-proxy.ts';
import { pacScript } from '../../../src/background/browser-proxy/pac-script.ts';
import { makePlan, type Platform } from '../../../src/background/fronting/plan.ts';
import { directTest, type SiteRouting } from '../../../src/background/sites/site-routing.ts';
import { systemRandom } from '../../../src/meek/random.ts';
import { goesDirect, NO_SITE_RULES, type SiteRules } from '../../../src/storage/site-rules.ts';
import { aProfile } from '../a-profile.ts';

vi.mock('webextension-polyfill', async () => ({
  default: (await import('../fake-browser.ts')).fakeBrowser,
}));

/** Making up hosts takes its time on a busy machine. */
const SLOW_MS = 60_000;

const PORTS = { proxy: 1080, pins: null };
const OWN = 'moz-extension://abcdef/';
const profile = aProfile({
  fronts: [{ host: 'front.example' }, { host: 'ruled.front.example', technique: 'host-rule' }],
});
const planFor = (platform: Platform) => makePlan(profile, platform, systemRandom);

/** The way of a page's request in each browser: `direct`, or something else. */
const WAYS = {
  chromium: (url: string, host: string, sites: SiteRouting) => {
    const context = createContext({});
    runInContext(pacScript(planFor('chromium'), PORTS, sites), context);
    Object.assign(context, { url, host });
    return runInContext('FindProxyForURL(url, host)', context) === 'DIRECT' ? 'direct' : 'tunnel';
  },
  firefox: (url: string, _host: string, sites: SiteRouting) => {
    const plan = planFor('firefox');
    const mode = {
      kind: 'engaged',
      plan,
      ports: PORTS,
      goesDirect: directTest(plan, sites),
    } as const;
    const answer = routeRequest({ url } as never, mode, OWN);
    return answer === null ? 'direct' : 'tunnel';
  },
};

const rules = (changes: Partial<SiteRules>, kept: string[] = []): SiteRouting => ({
  rules: { ...NO_SITE_RULES, ...changes },
  kept,
});

describe.each(['chromium', 'firefox'] as const)('in %s', (browser) => {
  const way = (host: string, sites: SiteRouting, scheme = 'https') =>
    WAYS[browser](`${scheme}://${host}/`, host, sites);

  test('a site that is never to be tunnelled goes directly, with its subdomains, others do not', () => {
    const sites = rules({ never: ['site.example', 'ir'] });
    const direct = ['site.example', 'www.site.example', 'bank.ir', 'site.example.'];
    const tunnelled = ['other.example', 'notsite.example', 'site.example.other.example', 'example'];
    expect(direct.map((host) => way(host, sites))).toEqual(direct.map(() => 'direct'));
    expect(tunnelled.map((host) => way(host, sites))).toEqual(tunnelled.map(() => 'tunnel'));
    expect(way('site.example', sites, 'ws')).toBe('direct');
  });

  test('where only some sites are tunnelled, all others go directly', () => {
    const sites = rules({ mode: 'only', only: ['site.example', '__proto__'] });
    expect(['site.example', 'a.site.example', '__proto__'].map((host) => way(host, sites))).toEqual(
      ['tunnel', 'tunnel', 'tunnel'],
    );
    expect(['other.example', '192.0.2.1', 'toString'].map((host) => way(host, sites))).toEqual([
      'direct',
      'direct',
      'direct',
    ]);
  });

  test('no rule lets inner host, front or list out', () => {
    const list = 'lists.other';
    for (const sites of [
      rules({ never: ['example', 'other'] }, [list]),
      rules({ mode: 'only', only: ['site.example'] }, [list]),
    ]) {
      for (const host of ['inner.example', 'front.example', list]) {
        expect(way(host, sites, 'http'), host).toBe('tunnel');
      }
    }
  });

  test(
    'whatever is asked, it goes as the rules say or stays in',
    () =>
      fc.assert(
        fc.property(
          fc.oneof(
            fc.domain(),
            fc.ipV4(),
            fc.constantFrom('', 'a', '.', '..', '__proto__', 'A.b.'),
          ),
          fc.record({
            mode: fc.constantFrom('all-but' as const, 'only' as const),
            never: fc.array(fc.oneof(fc.domain(), fc.constantFrom('com', 'b', 'a')), {
              maxLength: 4,
            }),
            only: fc.array(fc.oneof(fc.domain(), fc.constantFrom('com', 'b', 'a')), {
              maxLength: 4,
            }),
          }),
          (host, changes) => {
            const sites = rules(changes);
            const isHost = URL.parse(`https://${host}/`)?.hostname === host;
            const expected = isHost && goesDirect(host, sites.rules) ? 'direct' : 'tunnel';
            const got = way(host, sites);
            if (isHost) expect(got).toBe(expected);
            else if (!goesDirect(host, sites.rules)) expect(got).toBe('tunnel');
          },
        ),
      ),
    SLOW_MS,
  );
});

test('what rules name is data in the script', () => {
  const odd = rules({ never: ['");evil()//', '\u2028', '</script>'] });
  const script = pacScript(planFor('chromium'), PORTS, odd);
  expect(() => runInContext(script, createContext({}))).not.toThrow();
  expect(WAYS.chromium('https://site.example/', 'site.example', odd)).toBe('tunnel');
});
