import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { codes, fixture, frontsOf, preview, refusal } from './preview-fixture.ts';

const alpha = { port: 443, technique: 'auto', provider: 'alpha' };
const beta = { port: 443, technique: 'auto', provider: 'beta', sni: null };

test('masquerades of all providers, keys in any case', async () => {
  const read = await preview(fixture('fronted.yaml'));
  expect(read.format).toBe('lantern-fronted');
  expect(read.facts).toEqual({});
  expect(frontsOf(read)).toEqual([
    {
      ...alpha,
      host: 'a1.alpha.example',
      address: '192.0.2.1',
      sni: null,
      verifyHost: 'edge.alpha.example',
    },
    {
      ...alpha,
      host: 'a2.alpha.example',
      address: '192.0.2.2',
      sni: 'stated.example',
      verifyHost: 'own.alpha.example',
    },
    { ...beta, host: 'b1.beta.example', address: '198.51.100.1' },
    { ...beta, host: 'b2.beta.example', address: '198.51.100.2' },
  ]);
  expect(codes(read.refused)).toEqual(['bad-value providers.alpha.masquerades[2] address']);
  expect(codes(read.remarks)).toEqual([
    'unused-key providers.alpha.hostaliases hostaliases',
    'unused-key providers.alpha.testurl testurl',
    'unused-key providers.alpha.validator validator',
    'unused-key providers.alpha.passthrupatterns passthrupatterns',
    'unknown-key providers.beta.masquerades[].weight weight',
    'unused-key providers.beta.testurl testurl',
    'unknown-key providers.beta.rejectstatus rejectstatus',
    'unused-key trustedcas trustedcas',
  ]);
});

test('packed with gzip it says the same', async () => {
  const packed = new Uint8Array(gzipSync(fixture('fronted.yaml')));
  expect(await preview(packed)).toEqual(await preview(fixture('fronted.yaml')));
});

test('the country’s SNIs: the first byte of the address’s SHA-256 chooses', async () => {
  const read = await preview(fixture('fronted.yaml'), {}, { countryCode: 'ZZ' });
  // sha256sum: 37fcff24… for 192.0.2.1, 9a6b2936… for 192.0.2.2; odd and even.
  const [a1, a2, b1, b2] = frontsOf(read).map(({ sni }) => sni);
  expect({ a1, a2, b1, b2 }).toEqual({ a1: 'one.example', a2: 'zero.example', b1: null, b2: null });
});

test('a country without a group has the default one', async () => {
  const read = await preview(fixture('fronted.yaml'), {}, { countryCode: 'yy' });
  expect(frontsOf(read)).toEqual(frontsOf(await preview(fixture('fronted.yaml'))));
});

test.each([
  ['providers that are a list', 'providers:\n - a\n', 'wrong-type'],
  ['masquerades that are a text', 'providers:\n  a:\n    masquerades: x\n', 'wrong-type'],
  [
    'a key twice in two cases',
    'providers:\n  a:\n    masquerades: []\n    Masquerades: []\n',
    'repeated-key',
  ],
  ['no masquerade at all', 'providers:\n', 'nothing-found'],
  ['YAML that is none', 'providers:\n  a: [\n', 'bad-yaml'],
  ['two documents', 'providers:\n  a: {}\n---\nproviders:\n', 'bad-yaml'],
  ['a tag that builds something', 'providers:\n  a: !!js/function "x"\n', 'bad-yaml'],
])('refused as a whole: %s', async (_, text, code) => {
  expect(await refusal(text)).toMatchObject({ code });
});

test('where YAML does not parse, the line is said', async () => {
  expect(await refusal('providers:\n  a: 1\n b: 2\n')).toMatchObject({ place: { line: 3 } });
});

test('a shared list by reference, as older lists have it', async () => {
  const text =
    'providers:\n  a:\n    masquerades: &m\n    - {domain: a.example, ipaddress: 192.0.2.1}\n' +
    '  b:\n    masquerades: *m\n';
  expect((await preview(text)).added).toHaveLength(1);
});

test('15,000 lines with 2,000 fronts are read whole', async () => {
  const masquerade = (provider: string, index: number) =>
    `    - domain: ${provider}${index}.example\n      ipaddress: 192.0.${index >> 8}.${index & 255}\n` +
    '      sni: ""\n      verifyhostname: null\n      x1: 1\n      x2: 2\n      x3: 3\n';
  const provider = (id: string) =>
    `  ${id}:\n    masquerades:\n${Array.from({ length: 1000 }, (_, index) => masquerade(id, index)).join('')}` +
    '    frontingsnis:\n      default: {usearbitrarysnis: true, arbitrarysnis: [x.example]}\n' +
    '#\n'.repeat(500);
  const text = `providers:\n${provider('alpha')}${provider('beta')}`;
  expect(text.split('\n').length).toBeGreaterThan(15_000);
  const read = await preview(new Uint8Array(gzipSync(text)));
  expect(read.added).toHaveLength(2000);
  expect(read.refused).toEqual([]);
  expect(read.remarks).toHaveLength(6);
});
