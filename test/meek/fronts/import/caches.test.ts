import { expect, test } from 'vitest';
import { codes, fixture, frontsOf, preview, refusal } from './preview-fixture.ts';

const common = { port: 443, technique: 'auto' };

test('domainfront’s cache', async () => {
  const read = await preview(fixture('domainfront-cache.json'));
  expect(read.format).toBe('domainfront-cache');
  expect(read.facts).toEqual({});
  expect(frontsOf(read)).toEqual([
    {
      ...common,
      host: 'a1.alpha.example',
      address: '192.0.2.1',
      sni: 'cover.example',
      verifyHost: 'edge.alpha.example',
      provider: 'alpha',
    },
    { ...common, host: 'b1.beta.example', address: '198.51.100.1', sni: null, provider: 'beta' },
  ]);
  expect(codes(read.refused)).toEqual(['wrong-type [2].IpAddress IpAddress']);
  expect(read.remarks).toEqual([]);
});

test('radiance’s cache, with the inner hosts that it knows', async () => {
  const read = await preview(fixture('radiance-cache.json'));
  expect(read.format).toBe('radiance-cache');
  expect(read.facts).toEqual({ innerHost: 'meek.alpha.example' });
  expect(frontsOf(read)).toEqual([
    {
      ...common,
      host: 'a1.alpha.example',
      address: '192.0.2.1',
      sni: 'cover.example',
      verifyHost: 'edge.alpha.example',
      provider: 'alpha',
    },
    { ...common, host: 'b1.beta.example', address: '198.51.100.1', sni: null, provider: 'beta' },
  ]);
  expect(codes(read.refused)).toEqual(['missing working[2] candidate']);
  expect(codes(read.remarks)).toEqual(['unused-key working[].candidate.TestURL TestURL']);
});

test('a cache of a later version is refused', async () => {
  const later = await refusal('{"version": 2, "working": []}');
  expect(later).toMatchObject({ code: 'unsupported-version', params: { version: 2 } });
});
