import { expect, test, vi } from 'vitest';
import type { Fetch } from '../../../../src/meek/carrier.ts';
import { INPUT_LIMIT_BYTES } from '../../../../src/meek/fronts/import/limits.ts';
import { fetchList } from '../../../../src/meek/fronts/subscription/fetch-list.ts';

const URL = 'https://lists.example/harbour.json';
const { signal } = new AbortController();
const answering = (response: () => Response) => vi.fn<Fetch>(async () => response());

test('asks without cookies, referrer, cache or redirections', async () => {
  const fetch = answering(() => new Response('list'));
  const fetched = await fetchList(URL, fetch, signal);
  expect('bytes' in fetched && new TextDecoder().decode(fetched.bytes)).toBe('list');
  expect(fetch).toHaveBeenCalledExactlyOnceWith(URL, {
    method: 'GET',
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    cache: 'no-store',
    redirect: 'error',
    signal,
  });
});

test('an answer with another status is none', async () => {
  const fetch = answering(() => new Response('cover page', { status: 403 }));
  expect(await fetchList(URL, fetch, signal)).toEqual({ code: 'bad-status' });
});

test('no answer, or one that breaks off, is unreachable', async () => {
  const broken = new ReadableStream({ start: (body) => body.error(new Error('cut')) });
  for (const fetch of [
    vi.fn<Fetch>(() => Promise.reject(new TypeError('Failed to fetch'))),
    answering(() => new Response(broken)),
  ]) {
    expect(await fetchList(URL, fetch, signal)).toEqual({ code: 'unreachable' });
  }
});

test('reads no more than a list may have, and calls the rest off', async () => {
  const onCancel = vi.fn();
  let sentBytes = 0;
  const endless = new ReadableStream({
    pull(body) {
      sentBytes += 64 * 1024;
      body.enqueue(new Uint8Array(64 * 1024));
    },
    cancel: onCancel,
  });
  const fetch = answering(() => new Response(endless));
  expect(await fetchList(URL, fetch, signal)).toEqual({ code: 'too-large' });
  expect(onCancel).toHaveBeenCalledOnce();
  expect(sentBytes).toBeLessThan(INPUT_LIMIT_BYTES + 1024 * 1024);
});
