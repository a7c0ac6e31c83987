import { expect, test } from 'vitest';
import { codes, fixture, frontsOf, preview } from './preview-fixture.ts';

const PIN = 'q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=';

test('fronting specs: addresses, patterns and what is refused of them', async () => {
  const read = await preview(fixture('psiphon-specs.json'));
  expect(read.format).toBe('psiphon-specs');
  const alpha = { port: 443, technique: 'auto', sni: null, pins: [PIN], provider: 'alpha' };
  const fronts = frontsOf(read);
  expect(fronts.slice(0, 4)).toEqual([
    { ...alpha, host: 'edge.alpha.example', address: '192.0.2.1' },
    { ...alpha, host: 'a1.alpha.example', verifyHost: 'edge.alpha.example' },
    { ...alpha, host: 'a2.alpha.example', verifyHost: 'edge.alpha.example' },
    { ...alpha, host: 'a3.alpha.example', verifyHost: 'edge.alpha.example' },
  ]);
  const betas = fronts.slice(4);
  expect(betas).toHaveLength(32);
  for (const { host, ...front } of betas) {
    expect(host).toMatch(/^[a-z0-9]{8}\.beta\.example$/);
    expect(front).toEqual({
      port: 8443,
      technique: 'auto',
      verifyHost: 'edge.beta.example',
      innerHost: 'meek.beta.example',
      provider: 'beta',
    });
  }
  expect(read.facts).toEqual({ innerHost: 'meek.alpha.example' });
  expect(codes(read.refused)).toEqual([
    'unsupported-pattern [0].Addresses[2]',
    'unsupported-transport [2]',
    'skips-verification [3]',
  ]);
  expect(codes(read.remarks)).toEqual(['pattern-sampled [].Addresses[]', 'other-inner-host ']);
  expect(read.remarks[0]?.params).toEqual({ taken: 32, of: String(36 ** 8) });
});

test('a server entry: the pattern before the list, the list before the domain', async () => {
  const text = new TextDecoder().decode(fixture('psiphon-server-entry.json'));
  const read = await preview(text);
  expect(read.format).toBe('psiphon-server-entry');
  expect(read.facts).toEqual({ innerHost: 'meek.alpha.example' });
  const common = { port: 443, technique: 'auto', sni: null, provider: 'alpha' };
  expect(frontsOf(read)).toEqual([
    { ...common, host: 'a1.alpha.example' },
    { ...common, host: 'a2.alpha.example' },
    { ...common, host: 'b1.alpha.example' },
    { ...common, host: 'b2.alpha.example' },
  ]);
  const { meekFrontingAddressesRegex: _, ...listed } = JSON.parse(text);
  const hosts = async (entry: object) =>
    frontsOf(await preview(JSON.stringify(entry))).map(({ host }) => host);
  expect(await hosts(listed)).toEqual(['unused1.alpha.example']);
  const { meekFrontingAddresses: __, ...domainOnly } = listed;
  expect(await hosts(domainOnly)).toEqual(['unused.alpha.example']);
});

test('an address of a server entry names nobody to check', async () => {
  const entry = { meekFrontingHost: 'meek.example', meekFrontingAddresses: ['192.0.2.1'] };
  const read = await preview(JSON.stringify([entry, { meekFrontingHost: 'meek.example' }]));
  expect(codes(read.refused)).toEqual([
    'no-name-to-check [0].meekFrontingAddresses[0]',
    'missing [1] meekFrontingDomain',
  ]);
});

test('patterns are expanded up to a number, plain addresses beyond it', async () => {
  const patterns = Array.from({ length: 201 }, (_, index) => `a[12]x${index}.example`);
  const spec = { FrontingProviderID: 'a', VerifyServerName: 'c.example', Host: 'b.example' };
  const Addresses = [...patterns, 'plain\\.example'];
  const read = await preview(JSON.stringify([{ ...spec, Addresses }]));
  expect(read.added).toHaveLength(401);
  expect(codes(read.refused)).toEqual(['too-many-patterns [0].Addresses[200]']);
});

test('a spec that does not say whose certificate it should be is refused', async () => {
  const spec = {
    FrontingProviderID: 'a',
    Addresses: ['192.0.2.1', 'a.example'],
    Host: 'b.example',
  };
  const read = await preview(JSON.stringify([spec]));
  expect(codes(read.refused)).toEqual(['no-name-to-check [0]']);
});
