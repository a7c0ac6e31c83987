import { expect, test } from 'vitest';
import { checksumOf } from '../../../../src/meek/fronts/import/formats/link-grammar.ts';
import { codes, fixture, frontsOf, preview, refusal } from './preview-fixture.ts';

const link = async (body: string) => `${body}&sum=${await checksumOf(body)}`;
const fixtureText = new TextDecoder().decode(fixture('frontage.link'));

test('our own link holds what a document does but the options', async () => {
  const ofLink = await preview(fixture('frontage.link'));
  const ofDocument = await preview(fixture('frontage.json'));
  expect(ofLink.format).toBe('frontage-link');
  expect(frontsOf(ofLink)).toEqual(frontsOf(ofDocument));
  const { options: _, upstream: __, subscription, ...facts } = ofDocument.facts;
  expect(ofLink.facts).toEqual({
    ...facts,
    subscription: { ...subscription, urls: subscription?.urls.slice(0, 1) },
  });
});

test('a link that a messenger broke into lines is joined', async () => {
  const broken = fixtureText.replace(/(.{40})/g, '$1\n  ');
  expect(await preview(broken)).toEqual(await preview(fixtureText));
});

test('a link of which any part is missing or mistyped is refused', async () => {
  const whole = fixtureText.trim();
  for (let length = 'frontage://'.length; length < whole.length; length += 1) {
    expect(await refusal(whole.slice(0, length))).toMatchObject({ code: 'damaged-link' });
  }
  const mistyped = whole.replace('www.front', 'vvw.front');
  expect(await refusal(mistyped)).toMatchObject({ code: 'damaged-link' });
});

test.each([
  ['no inner host', 'frontage:///?v=1', 'bad-value'],
  ['an address as inner host', 'frontage://127.0.0.1/?v=1', 'bad-value'],
  ['a port', 'frontage://meek.example:444/?v=1', 'bad-value'],
  ['a later version', 'frontage://meek.example/?v=2', 'unsupported-version'],
  ['no version', 'frontage://meek.example/?front=a.example', 'unsupported-version'],
  ['two tokens', 'frontage://meek.example/?v=1&token=a&token=b', 'repeated-key'],
  ['a pin cut short', 'frontage://meek.example/?v=1&pin=q6ur', 'bad-value'],
  ['bad percent-encoding', 'frontage://meek.example/?v=1&name=%ff', 'bad-value'],
  [
    'a list without a key',
    'frontage://meek.example/?v=1&list=https%3A%2F%2Fa.example',
    'bad-value',
  ],
  ['a key without a list', `frontage://meek.example/?v=1&key=${'A'.repeat(43)}`, 'bad-value'],
])('refused as a whole: %s', async (_, body, code) => {
  expect(await refusal(await link(body))).toMatchObject({ code });
});

test('a bad front is refused by itself, an unknown attribute remarked', async () => {
  const body =
    'frontage://meek.example?v=1&front=192.0.2.1&front=a.example,sni=x.example,sni=y.example' +
    '&front=b.example,shade=blue&front=c.example,by=%E0%80&flavour=x&__proto__=x';
  const read = await preview(await link(body));
  expect(codes(read.refused)).toEqual([
    'no-name-to-check front[0]',
    'repeated-key sni sni',
    'bad-value by by',
  ]);
  expect(frontsOf(read)).toEqual([{ host: 'b.example', port: 443, technique: 'auto' }]);
  expect(codes(read.remarks)).toEqual([
    'unknown-key flavour flavour',
    'unknown-key __proto__ __proto__',
    'unknown-key front[] shade',
  ]);
});

test('a link longer than any of ours is refused', async () => {
  const body = `frontage://meek.example?v=1${'&front=a.example'.repeat(600)}`;
  expect(await refusal(await link(body))).toMatchObject({ code: 'line-too-long' });
});
