import { expect, test } from 'vitest';
import { codes, fixture, frontsOf, preview, refusal } from './preview-fixture.ts';

const document = (fields: object) =>
  JSON.stringify({ format: 'frontage', version: 1, innerHost: 'meek.inner.example', ...fields });

test('our own document holds the server and its fronts', async () => {
  const read = await preview(fixture('frontage.json'));
  expect(read.format).toBe('frontage-json');
  expect(read.facts).toEqual({
    name: 'Harbour',
    innerHost: 'meek.inner.example',
    path: '/relay',
    token: 'correct-horse-battery',
    upstream: 'builtin',
    serverPin: 'q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=',
    options: { maxBodyBytes: 131072 },
    subscription: {
      urls: ['https://lists.example/harbour.json', 'https://mirror.example.net/harbour.json'],
      publicKey: 'zc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc0=',
    },
  });
  expect(frontsOf(read)).toEqual([
    { host: 'www.front.example', port: 443, technique: 'auto' },
    { host: 'static.front.example', port: 8443, technique: 'host-rule', provider: 'alpha' },
    {
      host: 'edge.beta.example',
      port: 443,
      technique: 'auto',
      address: '192.0.2.10',
      sni: null,
      verifyHost: 'cover.beta.example',
      pins: ['q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s='],
      innerHost: 'meek.beta.example',
      provider: 'beta',
    },
  ]);
  expect(codes(read.refused)).toEqual(['bad-value fronts[3] host']);
  expect(codes(read.remarks)).toEqual(['other-inner-host ']);
});

test.each([
  ['a server key that is none', { serverPin: 'abc' }, 'bad-value'],
  ['a path that is none', { path: 'relay' }, 'bad-value'],
  ['a name that turns what follows it around', { name: 'Har\u202ebour' }, 'bad-value'],
  ['a name with a control character', { name: 'Har\u0007bour' }, 'bad-value'],
  ['a token of another type', { token: 5 }, 'bad-value'],
  ['an option out of bounds', { options: { maxBodyBytes: 1e308 } }, 'bad-value'],
  ['fronts that are no list', { fronts: {} }, 'wrong-type'],
  ['a later version', { version: 2 }, 'unsupported-version'],
  ['no version', { version: null }, 'unsupported-version'],
  ['another format', { format: 'backage' }, 'not-recognised'],
  ['a signed list', { format: 'frontage-signed-list' }, 'signed-list'],
  [
    'a subscription over plain http',
    { subscription: { urls: ['http://lists.example/'], publicKey: `${'A'.repeat(43)}=` } },
    'bad-value',
  ],
])('refused as a whole: %s', async (_, fields, code) => {
  expect(await refusal(document(fields))).toMatchObject({ code });
});

test.each([
  ['a host that is an address', { host: '192.0.2.1' }, 'no-name-to-check fronts[0]'],
  ['a port out of bounds', { host: 'a.example', port: 65536 }, 'bad-value fronts[0] port'],
  ['an SNI that is a number', { host: 'a.example', sni: 0 }, 'wrong-type fronts[0].sni sni'],
  [
    'a technique that is none',
    { host: 'a.example', technique: 'x' },
    'bad-value fronts[0].technique technique',
  ],
  ['a pin that is none', { host: 'a.example', pins: ['x'] }, 'bad-value fronts[0] pins'],
  [
    'a provider over the line',
    { host: 'a.example', provider: 'a\nb' },
    'bad-value fronts[0] provider',
  ],
  ['no host', { port: 443 }, 'missing fronts[0].host host'],
  ['text', 'a.example', 'wrong-type fronts[0] '],
])('one front refused, the next taken: %s', async (_, front, code) => {
  const read = await preview(document({ fronts: [front, { host: 'b.example' }] }));
  expect(codes(read.refused)).toEqual([code]);
  expect(frontsOf(read)).toMatchObject([{ host: 'b.example' }]);
});

test('unknown keys are said once per list and change nothing', async () => {
  const fronts = [
    { host: 'a.example', colour: 1 },
    { host: 'b.example', colour: 2 },
  ];
  const read = await preview(document({ fronts, flavour: 1 }));
  expect(read.added).toHaveLength(2);
  expect(codes(read.remarks)).toEqual([
    'unknown-key fronts[].colour colour',
    'unknown-key flavour flavour',
  ]);
});
