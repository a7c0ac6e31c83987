import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ImportError } from '../../../../src/meek/fronts/import/import-error.ts';
import { codes, fixture, preview, refusal } from './preview-fixture.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const packed = (text: string) => new Uint8Array(gzipSync(text));
const fronts = (list: string) => `{"format": "frontage", "version": 1, "fronts": ${list}}`;

/** Aliases that stand for aliases: 9 lists of 9, 387 million values. */
const aliasBomb = [
  'providers:',
  ' a: &a [x, x, x, x, x, x, x, x, x]',
  ...[...'bcdefghi'].map(
    (name, index) => ` ${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`)}]`,
  ),
].join('\n');

/** As many aliases as are allowed, each of a long list. */
const wideAliases = [
  'providers:',
  ' a: &a',
  ...Array(6_000).fill('  - x'),
  ` b: [${Array(50).fill('*a')}]`,
].join('\n');

describe('refused as a whole', () => {
  test.each([
    ['a line of 10 MB', utf8('a'.repeat(10_000_000)), 'too-large'],
    ['10 MB as text', 'a'.repeat(10_000_000), 'too-large'],
    ['a long line of 1 MB', 'a'.repeat(1_000_000), 'line-too-long'],
    ['a long line within YAML', `providers:\n  a: ${'x'.repeat(10_000)}\n`, 'line-too-long'],
    ['a zip bomb', packed('a'.repeat(50_000_000)), 'unpacks-too-large'],
    ['half a gzip', packed('www.front.example').subarray(0, 20), 'damaged-gzip'],
    [
      'gzip with something after it',
      new Uint8Array([...packed('a.example'), 1, 2]),
      'damaged-gzip',
    ],
    ['gzip in gzip', new Uint8Array(gzipSync(packed('a.example'))), 'not-text'],
    ['bytes', new Uint8Array([0xff, 0xfe, 0x00]), 'not-text'],
    ['a web page', '<!doctype html><title>404</title>', 'not-recognised'],
    ['JSON of no format', '{"a": 1}', 'not-recognised'],
    ['JSON that is none', '{"a": }', 'bad-json'],
    ['lists in lists', '['.repeat(100_000) + ']'.repeat(100_000), 'too-deep'],
    ['lists in lists, unclosed', '['.repeat(2_000_000), 'bad-json'],
    ['a million values', `[${'1,'.repeat(1_000_000)}1]`, 'too-many-values'],
    ['25,000 fronts', fronts(`[${'1,'.repeat(25_000)}1]`), 'too-many-entries'],
    ['25,000 lines', 'x\n'.repeat(25_000), 'too-many-entries'],
    ['a prototype', '{"__proto__": {"fronts": []}, "format": "frontage"}', 'forbidden-key'],
    ['a prototype further in', fronts('[{"host": "a.example", "__proto__": {}}]'), 'forbidden-key'],
    ['a constructor', '{"constructor": {"prototype": {}}}', 'forbidden-key'],
    ['a prototype in YAML', 'providers:\n  __proto__:\n    masquerades: []\n', 'forbidden-key'],
    ['aliases of aliases', aliasBomb, 'bad-yaml'],
    ['few aliases of much', wideAliases, 'too-many-values'],
    [
      'YAML in YAML',
      `providers:\n${Array.from({ length: 90 }, (_, depth) => `${' '.repeat(depth + 1)}a:`).join('\n')}`,
      'bad-yaml',
    ],
    ['questions in YAML', `providers:\n${'? '.repeat(4_000)}`, 'bad-yaml'],
    ['a YAML list that holds itself', 'providers: \nx: &x [*x]\n', 'too-deep'],
  ])('%s', async (_, input, code) => {
    expect(await refusal(input)).toMatchObject({ code });
  });
});

test('enormous numbers are no ports', async () => {
  const read = await preview(
    fronts('[{"host": "a.example", "port": 1e400}, {"host": "b.example", "port": -1}]'),
  );
  expect(codes(read.refused)).toEqual(['bad-value fronts[0] port', 'bad-value fronts[1] port']);
});

test('what is quoted is cut and made harmless', async () => {
  const host = `a\u202e\u0000\u2028\u{e0001}\ud800${'b'.repeat(500)}`;
  const read = await preview(
    JSON.stringify({ format: 'frontage', version: 1, fronts: [{ host }] }),
  );
  const [refused] = read.refused;
  expect(refused?.params.text).toMatch(/^a\ufffd{5}b+$/);
  expect(String(refused?.params.text).length).toBeLessThanOrEqual(80);
});

test('keys in places are made harmless too', async () => {
  const read = await preview(
    `{"format": "frontage", "version": 1, "name": "x", "a\u202eb\\u0007": 1}`,
  );
  expect(codes(read.remarks)).toEqual(['unknown-key ["a\ufffdb\ufffd"] a\ufffdb\ufffd']);
});

const FIXTURES = [
  'frontage.json',
  'frontage.link',
  'lantern-box.json',
  'sing-box.json',
  'fronted.yaml',
  'domainfront-cache.json',
  'radiance-cache.json',
  'psiphon-specs.json',
  'psiphon-server-entry.json',
  'tor-bridges.txt',
  'snowflake.txt',
  'front-inner.txt',
  'ooni.txt',
  'front-list.txt',
];

/** Reads it, or fails with the one error that an import has. */
async function readOrRefuse(input: Uint8Array<ArrayBuffer> | string): Promise<void> {
  const outcome = await preview(input).catch((error: unknown) => error);
  if (outcome instanceof ImportError || !(outcome instanceof Error)) return;
  throw outcome;
}

describe('nothing but the coded error is ever thrown', () => {
  test('for any bytes', async () => {
    const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => new Uint8Array(array));
    await fc.assert(fc.asyncProperty(bytes, readOrRefuse), { numRuns: 500 });
  });

  test('for any text', async () => {
    await fc.assert(fc.asyncProperty(fc.string({ unit: 'binary' }), readOrRefuse), {
      numRuns: 500,
    });
  });

  test('for any JSON under the keys that are read', async () => {
    const keys = [
      ...['format', 'version', 'fronts', 'url', 'outbounds', 'providers', 'working', 'IpAddress'],
      ...[
        'FrontingProviderID',
        'Addresses',
        'meekFrontingHosts',
        'header',
        'options',
        'masquerades',
      ],
    ];
    const values = fc.jsonValue({ maxDepth: 3 });
    const objects = fc.dictionary(
      fc.constantFrom(...keys),
      fc.oneof(values, fc.constant('frontage')),
    );
    const documents = fc.oneof(objects, fc.array(objects, { maxLength: 3 }));
    const texts = documents.map((document) => JSON.stringify(document));
    await fc.assert(fc.asyncProperty(texts, readOrRefuse), { numRuns: 1_000 });
  });

  test.each(FIXTURES)('for %s with bytes changed, cut and repeated', async (name) => {
    const original = [...fixture(name)];
    const place = fc.nat({ max: original.length });
    const change = fc.tuple(place, fc.nat({ max: 20 }), fc.uint8Array({ maxLength: 20 }));
    const changed = fc.array(change, { minLength: 1, maxLength: 4 }).map((changes) => {
      const bytes = [...original];
      for (const [at, count, inserted] of changes) bytes.splice(at, count, ...inserted);
      return new Uint8Array(bytes);
    });
    await fc.assert(fc.asyncProperty(changed, readOrRefuse), { numRuns: 200 });
  });

  test.each(FIXTURES)('for %s with values exchanged', async (name) => {
    const text = new TextDecoder().decode(fixture(name));
    const strange = fc.constantFrom(
      'null',
      '{}',
      '[]',
      '1e999',
      '""',
      '-0',
      '"\\u0000"',
      'true',
      '__proto__',
    );
    const words = [...text.matchAll(/[\w.:/-]+|"[^"]*"/g)];
    const choice = fc.tuple(fc.nat({ max: words.length - 1 }), strange);
    const changed = choice.map(([index, value]) => {
      const word = words[index];
      return word
        ? text.slice(0, word.index) + value + text.slice(word.index + word[0].length)
        : text;
    });
    await fc.assert(fc.asyncProperty(changed, readOrRefuse), { numRuns: 200 });
  });
});
