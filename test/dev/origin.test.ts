import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ORIGIN_TEXT, type Origin, startOrigin } from '../../dev/origin.ts';
import { pseudoRandomBytes } from '../../dev/pseudo-random.ts';

let origin: Origin;

beforeAll(async () => {
  origin = await startOrigin();
});

afterAll(() => origin.close());

test('serves a page that can be recognised', async () => {
  const response = await fetch(origin.url);
  expect(response.headers.get('content-type')).toMatch(/^text\/html/);
  expect(await response.text()).toContain(ORIGIN_TEXT);
});

test.each([0, 1, 65_536, 1_000_001])('serves %d deterministic bytes', async (lengthBytes) => {
  const response = await fetch(`${origin.url}/bytes/${lengthBytes}`);
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(bytes.equals(pseudoRandomBytes(lengthBytes))).toBe(true);
});

test('a length of its own gives bytes of its own', () => {
  const shorter = pseudoRandomBytes(1_000);
  const longer = pseudoRandomBytes(1_001);
  expect(shorter.equals(longer.subarray(0, 1_000))).toBe(false);
});

test.each(['PUT', 'POST'])('answers the digest of a %s', async (method) => {
  const body = Uint8Array.from(pseudoRandomBytes(300_000));
  const response = await fetch(`${origin.url}/digest`, { method, body });
  expect(await response.json()).toEqual({
    sha256: createHash('sha256').update(body).digest('hex'),
    bytes: 300_000,
  });
});

test.each(['/bytes/', '/bytes/-1', '/bytes/99999999999999', '/digest', '/else'])(
  'has nothing at %s',
  async (path) => {
    expect((await fetch(origin.url + path)).status).toBe(404);
  },
);

test('records its requests', async () => {
  await fetch(`${origin.url}/else`, { headers: { 'user-agent': 'recorded/1' } });
  expect(origin.requests.at(-1)).toEqual({
    method: 'GET',
    path: '/else',
    remotePort: expect.any(Number),
    userAgent: 'recorded/1',
  });
});
