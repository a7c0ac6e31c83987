import * as v from 'valibot';
import { expect, test } from 'vitest';
import { Front } from '../../../src/meek/fronts/front.ts';
import { originsOf } from '../../../src/meek/fronts/origins.ts';

const fronts = (...hosts: string[]) => hosts.map((host) => v.parse(Front, { host }));

test('names the fronts and the inner host, each once and without a port', () => {
  const twice = [...fronts('a.example', 'b.example'), { ...fronts('a.example')[0], port: 8443 }];
  const profile = { innerHost: 'inner.example', fronts: twice as Front[] };
  expect(originsOf(profile, false)).toEqual([
    'https://a.example/*',
    'https://b.example/*',
    'http://inner.example/*',
    'https://inner.example/*',
  ]);
});

test('an inner host that is its own front is named once', () => {
  const profile = { innerHost: 'a.example', fronts: fronts('a.example') };
  expect(originsOf(profile, false)).toEqual(['https://a.example/*', 'http://a.example/*']);
});

test('a front’s own inner host is named too', () => {
  const [front] = fronts('a.example') as [Front];
  const profile = { innerHost: 'inner.example', fronts: [{ ...front, innerHost: 'own.example' }] };
  const origins = originsOf(profile, false);
  expect(origins).toContain('https://own.example/*');
  expect(origins).toContain('http://own.example/*');
});

test('more than 100 fronts are asked for as all of https', () => {
  const hosts = Array.from({ length: 101 }, (_, index) => `f${index}.example`);
  const profile = { innerHost: 'inner.example', fronts: fronts(...hosts) };
  expect(originsOf(profile, false)[0]).toBe('https://*/*');
  expect(originsOf(profile, false)).not.toContain('https://f0.example/*');
});

test('Firefox needs every URL, to see every request', () => {
  const profile = { innerHost: 'inner.example', fronts: fronts('a.example') };
  expect(originsOf(profile, true)).toContain('<all_urls>');
  expect(originsOf(profile, false)).not.toContain('<all_urls>');
});

test('of a front that is not in use nothing is asked', () => {
  const [used, unused] = fronts('a.example', 'b.example') as [Front, Front];
  const profile = {
    innerHost: 'inner.example',
    fronts: [used, { ...unused, innerHost: 'own.example', isDisabled: true }],
  };
  expect(originsOf(profile, false).join(' ')).not.toMatch(/b\.example|own\.example/);
});
