import { expect, test } from 'vitest';
import type { Front } from '../../../../src/meek/fronts/front.ts';
import { applyPreview } from '../../../../src/meek/fronts/import/preview.ts';
import { codes, frontsOf, preview } from './preview-fixture.ts';

const common = { port: 443, technique: 'auto' } as const;
const a: Front = { host: 'a.example', port: 443, technique: 'host-rule', provider: 'alpha' };
const b: Front = { host: 'b.example', ...common };
const PINS = ['q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s='];

const document = (...fronts: object[]) =>
  JSON.stringify({ format: 'frontage', version: 1, fronts });

test('a list that says less of a front changes nothing about it', async () => {
  const read = await preview('a.example\nb.example\nc.example\n', { fronts: [a, b] });
  expect(read.unchanged.map(({ front }) => front)).toEqual([a, b]);
  expect(frontsOf(read)).toEqual([{ host: 'c.example', ...common }]);
  expect(read.changed).toEqual([]);
});

test('a list that says more shows what was and what would be', async () => {
  const read = await preview(document({ host: 'a.example', pins: PINS }), { fronts: [a, b] });
  expect(read.changed).toEqual([
    { place: { path: 'fronts[0]' }, before: a, front: { ...a, pins: PINS } },
  ]);
  expect(applyPreview([a, b], read)).toEqual([{ ...a, pins: PINS }, b]);
});

test('fronts at other addresses, or with another SNI, are other fronts', async () => {
  const fronts = [
    { host: 'a.example', address: '192.0.2.1' },
    { host: 'a.example', address: '192.0.2.2' },
    { host: 'a.example', sni: null },
    { host: 'a.example', sni: 'a.example' },
  ];
  const read = await preview(document(...fronts), { fronts: [a] });
  expect(read.added).toHaveLength(3);
  expect(read.unchanged).toHaveLength(1);
});

test('a front that stands twice counts once, with all that is said of it', async () => {
  const read = await preview(
    document({ host: 'c.example' }, { host: 'c.example', provider: 'gamma' }),
  );
  expect(frontsOf(read)).toEqual([{ host: 'c.example', ...common, provider: 'gamma' }]);
});

test('a list for another server says so, and its fronts lead there', async () => {
  const target = { innerHost: 'mine.example', fronts: [a] };
  const read = await preview('a.example theirs.example\nc.example mine.example\n', target);
  expect(frontsOf(read)).toEqual([
    { host: 'a.example', ...common, innerHost: 'theirs.example' },
    { host: 'c.example', ...common },
  ]);
  expect(read.remarks).toMatchObject([
    { code: 'other-inner-host', params: { innerHost: 'theirs.example' } },
  ]);
});

test('what no longer fits a profile is refused', async () => {
  const stored = Array.from({ length: 4_999 }, (_, index) => ({ ...b, host: `f${index}.example` }));
  const read = await preview('x.example\ny.example\nf0.example\n', { fronts: stored });
  expect(frontsOf(read)).toMatchObject([{ host: 'x.example' }]);
  expect(codes(read.refused)).toEqual(['profile-full line 2']);
});

test('a preview can be sent: it is plain data', async () => {
  const read = await preview('a.example\n192.0.2.1\n', { fronts: [a] });
  expect(structuredClone(read)).toEqual(read);
});

test('nothing stored is touched by a preview or by applying it', async () => {
  const stored = Object.freeze([Object.freeze({ ...a })]);
  const read = await preview(document({ host: 'a.example', provider: 'beta' }), { fronts: stored });
  expect(applyPreview(stored, read)).toEqual([{ ...a, provider: 'beta' }]);
  expect(stored).toEqual([a]);
});
