import { expect, test } from 'vitest';
import { codes, fixture, frontsOf, preview, refusal } from './preview-fixture.ts';

const common = { port: 443, technique: 'auto' };
const hosts = (read: Awaited<ReturnType<typeof preview>>) =>
  frontsOf(read).map(({ host, innerHost }) => (innerHost ? `${host} ${innerHost}` : host));

test('bridge lines: the first server is the profile’s, others are its names at other CDNs', async () => {
  const read = await preview(fixture('tor-bridges.txt'));
  expect(read.format).toBe('tor-bridge');
  expect(read.facts).toEqual({ innerHost: 'meek.inner.example', path: '/relay' });
  expect(hosts(read)).toEqual([
    'www.front.example',
    'a1.alpha.example meek.alpha.example',
    'a2.alpha.example meek.alpha.example',
    'b1.beta.example meek.beta.example',
    // Without a front the server's own name is dialled.
    'meek.inner.example',
  ]);
  expect(codes(read.refused)).toEqual([
    'other-path line 5',
    'plain-http line 6 url',
    'unsupported-transport line 7',
  ]);
  expect(codes(read.remarks)).toEqual([
    'unused-key line 2 utls',
    'other-inner-host ',
    'other-inner-host ',
  ]);
});

test.each([
  ['https://m.example/a,b+c|f1.example+f2.example', ['f1.example', 'f2.example']],
  ['https://m.example/|f1.example,https://m.example/|', ['f1.example', 'm.example']],
  ['https://m.example/', ['m.example']],
  ['https://m.example/|', ['m.example']],
  ['|f1.example', []],
  ['', []],
])('targets=%s', async (targets, expected) => {
  const line = `meek 0.0.2.0:1 targets=${targets}\nfront.example m.example\n`;
  expect(hosts(await preview(line)).slice(0, -1)).toEqual(expected);
});

test('a bridge without a URL, or with a URL that is none', async () => {
  const read = await preview('meek_lite 192.0.2.1:80 front=a.example\nmeek 0.0.2.0:1 url=x\n');
  expect(codes(read.refused)).toEqual(['missing line 1 url', 'bad-value line 2 url']);
});

test('Snowflake’s fronts, and word of what is not used', async () => {
  const read = await preview(fixture('snowflake.txt'));
  expect(read.format).toBe('snowflake');
  expect(read.facts).toEqual({});
  expect(hosts(read)).toEqual(['www.front.example', 'static.front.example', 'www.alpha.example']);
  expect(codes(read.remarks)).toEqual([
    'unused-key line 1 fingerprint',
    'unused-key line 1 url',
    'unused-key line 1 ice',
    'unused-key line 1 utls-imitate',
    'unused-key line 2 ampcache',
    'unknown-key line 2 colour',
  ]);
});

test('Snowflake’s arguments alone, and a line without fronts', async () => {
  expect(hosts(await preview('url=https://b.example/ fronts=a.example,'))).toEqual(['a.example']);
  const without = await preview('snowflake 192.0.2.3:80 url=https://b.example/');
  expect(codes(without.refused)).toEqual(['missing line 1 fronts']);
});

test('front and inner host', async () => {
  const read = await preview(fixture('front-inner.txt'));
  expect(read.format).toBe('front-inner');
  expect(read.facts).toEqual({ innerHost: 'meek.inner.example' });
  expect(frontsOf(read)).toEqual([
    { ...common, host: 'www.front.example' },
    { ...common, host: 'static.front.example', port: 8443 },
    { ...common, host: 'b1.beta.example', innerHost: 'meek.beta.example' },
  ]);
});

test('OONI’s pairs', async () => {
  const read = await preview(fixture('ooni.txt'));
  expect(read.format).toBe('ooni');
  expect(read.facts).toEqual({ innerHost: 'meek.inner.example' });
  expect(hosts(read)).toEqual(['www.front.example', 'static.front.example']);
});

test.each([
  ['192.0.2.1:443', 'no-name-to-check'],
  ['a.example:99999', 'bad-value'],
  ['a.example:b.example:c.example', 'bad-value'],
  ['2001:db8::1', 'no-name-to-check'],
])('%s is no pair of names', async (line, code) => {
  expect((await preview(line)).refused).toMatchObject([{ code }]);
});

test('a list of fronts, line by line', async () => {
  const read = await preview(fixture('front-list.txt'));
  expect(read.format).toBe('front-list');
  expect(frontsOf(read)).toEqual([
    { ...common, host: 'www.front.example' },
    { ...common, host: 'static.front.example', port: 8443 },
    { ...common, host: 'cdn.front.example' },
  ]);
  expect(codes(read.refused)).toEqual([
    'plain-http line 4 host',
    'no-name-to-check line 5',
    'bad-value line 6 host',
  ]);
  expect(read.unchanged).toEqual([
    { place: { line: 7 }, front: { ...common, host: 'www.front.example' } },
  ]);
});

test('lines of several kinds, of any line ending', async () => {
  const read = await preview(
    '\ufeffa.example\r\nb.example m.example\r\nc.example:m.example\r\nmeek 0.0.2.0:1 url=https://m.example/ front=d.example\r\n',
  );
  expect(hosts(read)).toEqual(['a.example', 'b.example', 'c.example', 'd.example']);
  expect(read.facts.innerHost).toBe('m.example');
});

test.each([
  ['nothing', ''],
  ['comments', '# a.example\n; b.example\n'],
])('%s: nothing is found', async (_, text) => {
  expect(await refusal(text)).toMatchObject({ code: 'nothing-found' });
});

test('prose is no list of fronts', async () => {
  const read = await preview('hello world\nthis is a sentence.\nlocalhost\n');
  expect(read.added).toEqual([]);
  expect(read.refused).toHaveLength(3);
});
