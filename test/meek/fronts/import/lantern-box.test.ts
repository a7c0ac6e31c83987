import { expect, test } from 'vitest';
import { codes, fixture, frontsOf, preview, refusal } from './preview-fixture.ts';

const outbound = (fields: object) =>
  JSON.stringify({ url: 'https://meek.inner.example/', fronts: [], ...fields });

test('an outbound holds server, options and edges', async () => {
  const read = await preview(fixture('lantern-box.json'));
  expect(read.format).toBe('lantern-box');
  expect(read.facts).toEqual({
    name: 'meek-out',
    innerHost: 'meek.inner.example',
    path: '/relay',
    token: 'correct-horse-battery',
    upstream: 'socks5',
    options: {
      headers: { 'X-Customer': 'harbour' },
      pollIntervalMs: 200,
      maxBodyBytes: 131072,
      connectTimeoutMs: 90_000,
    },
  });
  const common = { port: 443, technique: 'auto' };
  expect(frontsOf(read)).toEqual([
    { ...common, host: 'www.front.example', address: '192.0.2.20' },
    { ...common, host: 'edge.beta.example', address: '192.0.2.21', port: 8443, sni: null },
    { ...common, host: 'cover.example', address: '2001:db8::22', verifyHost: 'edge.beta.example' },
    // The mistyped key is remarked: without it the certificate is checked against the SNI.
    { ...common, host: 'cover.example', address: '192.0.2.24' },
  ]);
  expect(codes(read.refused)).toEqual(['no-name-to-check fronts[3]']);
  expect(codes(read.remarks)).toEqual([
    'unknown-key fronts[].verify_hostnam verify_hostnam',
    'unused-key detour detour',
  ]);
});

test('a sing-box configuration: the first meek outbound, and word of the others', async () => {
  const read = await preview(fixture('sing-box.json'));
  expect(read.facts).toMatchObject({ name: 'first', innerHost: 'meek.inner.example' });
  expect(frontsOf(read)).toMatchObject([{ address: '192.0.2.20' }]);
  expect(codes(read.remarks)).toEqual(['other-server-unused outbounds']);
});

test.each([
  ['plain http', { url: 'http://meek.inner.example/' }, 'plain-http', 'url'],
  ['another port', { url: 'https://meek.inner.example:8443/' }, 'server-port', 'url'],
  ['credentials in the URL', { url: 'https://me:pass@meek.inner.example/' }, 'bad-value', 'url'],
  ['an address as server', { url: 'https://192.0.2.1/' }, 'bad-value', 'url'],
  ['no URL', { url: null }, 'missing', 'url'],
  ['another type', { type: 'vless' }, 'unsupported-transport', 'type'],
  ['a duration that is none', { read_timeout: 'soon' }, 'bad-value', 'read_timeout'],
  ['an interval out of bounds', { poll_interval_ms: 1 }, 'bad-value', 'poll_interval_ms'],
  ['a header over the line', { header: { 'X-A': 'b\r\nX-C: d' } }, 'bad-value', 'header'],
  [
    'a token that no header carries',
    { header: { 'X-Meek-Auth': 'a b' } },
    'bad-value',
    'header.X-Meek-Auth',
  ],
  ['a header of another type', { header: { 'X-A': 1 } }, 'bad-value', 'header.X-A'],
])('refused as a whole: %s', async (_, fields, code, path) => {
  expect(await refusal(outbound(fields))).toMatchObject({ code, place: { path } });
});

test('no meek outbound in a configuration', async () => {
  const none = JSON.stringify({ outbounds: [{ type: 'direct' }, null, 3] });
  expect(await refusal(none)).toMatchObject({ code: 'nothing-found' });
});

test('headers that the protocol sets are remarked and left out', async () => {
  const read = await preview(outbound({ header: { Host: 'x.example', 'X-Meek-Seq': '1' } }));
  expect(read.facts.options).toBeUndefined();
  expect(codes(read.remarks)).toEqual([
    'unused-key header.Host Host',
    'unused-key header.X-Meek-Seq X-Meek-Seq',
  ]);
});

test('a duration of less than whole milliseconds is rounded', async () => {
  const text = outbound({
    fronts: [{ ip_address: '192.0.2.1', sni: 'a.example' }],
    connect_timeout: '1000900µs',
  });
  expect((await preview(text)).facts?.options).toEqual({ connectTimeoutMs: 1_001 });
});
