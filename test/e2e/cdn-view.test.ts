import { expect, test } from 'vitest';
import { observeCdnView } from '../cdn-view/observe.ts';

/** Four answers and four uploads of their size pass; less would be no capture of them. */
const LEAST_CAPTURED_BYTES = 200_000;

test('the CDN sees no destination and nothing that apps send or get', async () => {
  const { found, capturedBytes } = await observeCdnView(true);
  expect(found).toEqual([]);
  expect(capturedBytes).toBeGreaterThan(LEAST_CAPTURED_BYTES);
});

test('without the server’s key it sees all of that, so that the search does find it', async () => {
  const { secretsFound } = await observeCdnView(false);
  expect(secretsFound).toEqual(
    expect.arrayContaining([
      ...['the name', 'the international name in ASCII', 'the path', 'a request header'],
      ...['what the app sent', 'what the app got'],
    ]),
  );
});
