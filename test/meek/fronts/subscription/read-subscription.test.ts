import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { readSubscription } from '../../../../src/meek/fronts/subscription/read-subscription.ts';
import { signList, signPayload } from '../../../../src/meek/fronts/subscription/sign-list.ts';
import type { FrontList } from '../../../../src/meek/fronts/subscription/signed-list.ts';
import { newListKeys } from './list-keys.ts';

const NOW_MS = Date.UTC(2026, 5, 1);
const list: FrontList = {
  number: 7,
  expiresAtMs: NOW_MS + 1_000,
  fronts: [
    { host: 'www.front.example', port: 443, technique: 'auto' },
    { host: 'edge.beta.example', port: 8443, technique: 'native', address: '192.0.2.1', sni: null },
  ],
  urls: ['https://lists.example/next.json'],
};

let privateKey: CryptoKey;
let publicKey: string;

beforeAll(async () => {
  ({ privateKey, publicKey } = await newListKeys());
});

const utf8 = (text: string) => new TextEncoder().encode(text);
const signPlain = (payload: object | string) =>
  signPayload(utf8(typeof payload === 'string' ? payload : JSON.stringify(payload)), privateKey);

const read = (text: string, lastNumber: number | null = null, nowMs = NOW_MS) =>
  readSubscription(utf8(text), publicKey, lastNumber, nowMs);

test('a signed list is read as it was signed, packed or not', async () => {
  const text = await signList(list, privateKey);
  expect(await read(text)).toEqual({ list, refused: [] });
  const packed = new Uint8Array(gzipSync(text));
  expect(await readSubscription(packed, publicKey, 6, NOW_MS)).toEqual({ list, refused: [] });
});

describe('a list changes nothing', () => {
  test('from the moment it expires', async () => {
    const text = await signList(list, privateKey);
    expect(await read(text, null, list.expiresAtMs - 1)).toHaveProperty('list');
    expect(await read(text, null, list.expiresAtMs)).toEqual({ code: 'expired' });
  });

  test('that is older than the last one, or the last one again', async () => {
    const text = await signList(list, privateKey);
    expect(await read(text, 8)).toEqual({ code: 'rolled-back' });
    expect(await read(text, 7)).toEqual({ code: 'unchanged' });
    expect(await read(text, 6)).toHaveProperty('list');
  });

  test('signed by somebody else', async () => {
    const other = await newListKeys();
    expect(await read(await signList(list, other.privateKey))).toEqual({ code: 'bad-signature' });
  });

  test('whose signature was made for something else', async () => {
    const payload = utf8(
      JSON.stringify({ number: 7, expires: '2030-01-01T00:00:00Z', fronts: [] }),
    );
    const bare = await crypto.subtle.sign('Ed25519', privateKey, payload);
    const envelope = {
      format: 'frontage-signed-list',
      version: 1,
      payload: Buffer.from(payload).toString('base64'),
      signature: Buffer.from(bare).toString('base64'),
    };
    expect(await read(JSON.stringify(envelope))).toEqual({ code: 'bad-signature' });
  });

  test('of which any byte is another', async () => {
    const bytes = utf8(await signList(list, privateKey));
    const change = fc.tuple(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }));
    await fc.assert(
      fc.asyncProperty(change, async ([at, mask]) => {
        const changed = bytes.slice();
        changed[at] = (changed[at] ?? 0) ^ mask;
        const outcome = await readSubscription(changed, publicKey, null, NOW_MS);
        // Some bytes mean nothing: space, and the spare bits of base64.
        if ('list' in outcome) expect(outcome.list).toEqual(list);
        else expect(outcome.code).toBeTypeOf('string');
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ['a web page', '<html></html>', 'not-a-signed-list'],
    ['nothing', '', 'not-a-signed-list'],
    ['our own document', '{"format": "frontage", "version": 1}', 'not-a-signed-list'],
    ['a later version', '{"format": "frontage-signed-list", "version": 2}', 'unsupported-version'],
    ['no payload', '{"format": "frontage-signed-list", "version": 1}', 'missing'],
    [
      'a signature that is none',
      '{"format": "frontage-signed-list", "version": 1, "payload": "AA==", "signature": "AA=="}',
      'not-a-signed-list',
    ],
    ['half a document', '{"format": "frontage-sig', 'bad-json'],
    ['a prototype', '{"__proto__": 1}', 'forbidden-key'],
  ])('that is %s', async (_, text, code) => {
    expect(await read(text)).toEqual({ code });
  });

  const expires = '2030-01-01T00:00:00Z';
  const fronts = [{ host: 'a.example' }];
  test.each([
    ['no number', { expires, fronts }, 'bad-value'],
    ['number 0', { number: 0, expires, fronts }, 'bad-value'],
    ['a broken number', { number: 1.5, expires, fronts }, 'bad-value'],
    ['a number past what is exact', { number: 2 ** 53, expires, fronts }, 'bad-value'],
    ['no expiry', { number: 1, fronts }, 'missing'],
    ['a date without a zone', { number: 1, expires: '2030-01-01T00:00:00', fronts }, 'bad-value'],
    ['a date that is none', { number: 1, expires: '2030-13-01T00:00:00Z', fronts }, 'bad-value'],
    ['no front', { number: 1, expires, fronts: [] }, 'nothing-found'],
    ['no usable front', { number: 1, expires, fronts: [{ host: '192.0.2.1' }] }, 'nothing-found'],
    ['mirrors over http', { number: 1, expires, fronts, urls: ['http://a.example'] }, 'bad-value'],
    ['text', '"text"', 'wrong-type'],
    ['no JSON', 'text', 'bad-json'],
  ])('of which was signed: %s', async (_, payload, code) => {
    expect(await read(await signPlain(payload))).toEqual({ code });
  });

  test('of more fronts than a profile holds', async () => {
    const many = Array.from({ length: 5_001 }, (_, index) => ({ host: `f${index}.example` }));
    const text = await signPlain({ number: 1, expires, fronts: many });
    expect(await read(text)).toEqual({ code: 'too-many-entries' });
  });

  test.each(['', 'AA==', '*', Buffer.alloc(33).toString('base64')])(
    'where the key is %j',
    async (key) => {
      const bytes = utf8(await signList(list, privateKey));
      expect(await readSubscription(bytes, key, null, NOW_MS)).toEqual({ code: 'unusable-key' });
    },
  );

  test('and no bytes make it throw', async () => {
    const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => new Uint8Array(array));
    await fc.assert(
      fc.asyncProperty(bytes, async (input) => {
        expect(await readSubscription(input, publicKey, null, NOW_MS)).toHaveProperty('code');
      }),
    );
  });
});

test('a front that a later version knows is passed over and named', async () => {
  const fronts = [
    { host: 'a.example', technique: 'teleport' },
    { host: 'b.example', colour: 1 },
  ];
  const text = await signPlain({
    number: 1,
    expires: '2030-01-01T00:00:00Z',
    fronts,
    mood: 'good',
  });
  expect(await read(text)).toMatchObject({
    list: { number: 1, fronts: [{ host: 'b.example', port: 443, technique: 'auto' }] },
    refused: [{ code: 'bad-value', place: { path: 'fronts[0].technique' } }],
  });
});

/** Signed by OpenSSL's `pkeyutl -sign -rawin`; docs/FRONTS.md has the same. The key is RFC 8032's. */
test('a list that another program signed', async () => {
  const signed = {
    format: 'frontage-signed-list',
    version: 1,
    payload:
      'eyJudW1iZXIiOjMsImV4cGlyZXMiOiIyMDMwLTAxLTAxVDAwOjAwOjAwWiIsImZyb250cyI6W3siaG9zdCI6Ind3dy5mcm9udC5leGFtcGxlIn1dfQ==',
    signature:
      '6eRjkkbPUUwFumJk4hubxBcHFWrQGSrP0cl2+ft9TCHa3Xofhm8/LYs7E0nvk1DED1ygYNIdHkZKYXgpy5VMBw==',
  };
  const outcome = await readSubscription(
    utf8(JSON.stringify(signed)),
    '11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=',
    null,
    NOW_MS,
  );
  expect(outcome).toMatchObject({ list: { number: 3, fronts: [{ host: 'www.front.example' }] } });
});
