import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import {
  goesDirect,
  MAX_SITES,
  NO_SITE_RULES,
  readSite,
  SiteRules,
  siteOf,
} from '../../src/storage/site-rules.ts';

const never = (...sites: string[]) => ({ ...NO_SITE_RULES, never: sites });
const only = (...sites: string[]) => ({ ...NO_SITE_RULES, mode: 'only' as const, only: sites });

describe('what a person types for a site', () => {
  test.each([
    ['example.org', 'example.org'],
    ['  EXAMPLE.org. ', 'example.org'],
    ['*.example.org', 'example.org'],
    ['.ir', 'ir'],
    ['https://user@www.example.org:8443/a?b#c', 'www.example.org'],
    ['www.example.org/a', 'www.example.org'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['ایران.ir', 'xn--mgba3a4f16a.ir'],
    ['192.168.1.1', '192.168.1.1'],
  ])('%s is %s', (text, site) => {
    expect(readSite(text)).toBe(site);
  });

  test.each([
    ['nothing', ''],
    ['only a dot', '.'],
    ['a pattern', 'ex*mple.org'],
    ['two words', 'example org'],
    ['script', '");alert(1)//'],
    ['another scheme', 'about:blank'],
    ['an IPv6 address', '[::1]'],
    ['a name too long', `${'a'.repeat(64)}.org`],
  ])('%s is none', (_, text) => {
    expect(readSite(text)).toBeNull();
  });
});

describe('a site', () => {
  test.each([
    ['itself', 'example.org', 'example.org'],
    ['a subdomain', 'a.b.example.org', 'example.org'],
    ['the name with its root', 'www.example.org.', 'example.org'],
    ['capitals', 'WWW.Example.ORG', 'example.org'],
    ['a top-level domain', 'news.ir', 'ir'],
  ])('stands for %s', (_, host, site) => {
    expect(siteOf(host, ['other.example', site])).toBe(site);
  });

  test.each(['notexample.org', 'example.org.evil.example', 'org', 'example', '', 'exampleXorg'])(
    'does not stand for %s',
    (host) => {
      expect(siteOf(host, ['example.org'])).toBeUndefined();
    },
  );
});

test('without a list nothing goes directly, in either mode', () => {
  expect(goesDirect('site.example', never())).toBe(false);
  expect(goesDirect('site.example', only())).toBe(false);
});

test('only the list of the mode in use counts', () => {
  const rules = { never: ['a.example'], only: ['b.example'] };
  const direct = (mode: SiteRules['mode']) =>
    ['a.example', 'b.example', 'c.example'].filter((host) => goesDirect(host, { ...rules, mode }));
  expect(direct('all-but')).toEqual(['a.example']);
  expect(direct('only')).toEqual(['a.example', 'c.example']);
});

test.each([
  ['too many', never(...Array.from({ length: MAX_SITES + 1 }, (_, index) => `a${index}.example`))],
  ['a URL', never('https://example.org')],
  ['a pattern', only('*.example.org')],
  ['another mode', { ...NO_SITE_RULES, mode: 'none' }],
])('%s is no rule', (_, rules) => {
  expect(v.is(SiteRules, rules)).toBe(false);
});
