import { expect, test } from 'vitest';
import { unthrottledFetch } from '../../src/background/fronting/unthrottled-fetch.ts';

const OCTETS = { 'Content-Type': 'application/octet-stream; v=2' };
const URL_AT_ROOT = 'http://inner.example/?f=0badcafe';

type Answers = (url: string) => Response | Promise<Response>;

/** A fetch whose answers the test gives, with a different place each time. */
function fetchAnswering(answers: Answers) {
  const urls: string[] = [];
  let places = 0;
  const random = {
    bytes: (length: number) => new Uint8Array(length).fill(++places),
    fraction: () => 0.5,
  };
  const fetch = unthrottledFetch(async (url) => {
    urls.push(url);
    return answers(url);
  }, random);
  return { urls, fetch: (url = URL_AT_ROOT) => fetch(url, {}) };
}

const answer = (status: number, headers: Record<string, string> = {}) =>
  new Response(null, { status, headers });

test.each([
  ['an answer of the server', () => answer(200, OCTETS)],
  ['a gateway error that Chromium does not count', () => answer(502)],
  ['too many requests', () => answer(429)],
  ['a page', () => answer(200, { 'Content-Type': 'text/html' })],
  ['another path', () => answer(404)],
])('%s changes nothing', async (_what, answers) => {
  const { urls, fetch } = fetchAnswering(answers);
  for (let times = 0; times < 3; times++) await fetch();
  expect(new Set(urls)).toEqual(new Set([URL_AT_ROOT]));
});

test.each([500, 503, 509])('after %i, requests go elsewhere below the path', async (status) => {
  const { urls, fetch } = fetchAnswering(() => answer(status));
  for (let times = 0; times < 3; times++) await fetch();
  expect(urls).toEqual([
    URL_AT_ROOT,
    'http://inner.example/01010101?f=0badcafe',
    'http://inner.example/02020202?f=0badcafe',
  ]);
});

test('a path that is not the root, without a query', async () => {
  const { urls, fetch } = fetchAnswering(() => answer(503));
  for (const url of ['https://a.example/meek', 'https://a.example/meek', 'https://b.example/x/']) {
    await fetch(url);
  }
  await fetch('https://b.example/x/');
  expect(urls.slice(1, 2)).toEqual(['https://a.example/meek/01010101']);
  expect(urls.slice(3)).toEqual(['https://b.example/x/03030303']);
});

test('a fragment stays where it is', async () => {
  const { urls, fetch } = fetchAnswering(() => answer(503));
  for (let times = 0; times < 2; times++) await fetch('https://a.example/meek#192.0.2.1');
  expect(urls[1]).toBe('https://a.example/meek/01010101#192.0.2.1');
});

test('the place that works is kept', async () => {
  const { urls, fetch } = fetchAnswering((url) =>
    url === URL_AT_ROOT ? answer(503) : answer(200, OCTETS),
  );
  for (let times = 0; times < 4; times++) await fetch();
  expect(new Set(urls.slice(1))).toEqual(new Set(['http://inner.example/01010101?f=0badcafe']));
});

test('fronts are told apart by the query, which Chromium does not look at', async () => {
  const { urls, fetch } = fetchAnswering(() => answer(503));
  await fetch('http://inner.example/?f=one');
  await fetch('http://inner.example/?f=two');
  expect(urls[1]).toBe('http://inner.example/01010101?f=two');
});

test('of many under way to one place, only the first moves on', async () => {
  const { urls, fetch } = fetchAnswering(() => answer(503));
  await Promise.all(Array.from({ length: 20 }, () => fetch()));
  await fetch();
  expect(urls.at(-1)).toBe('http://inner.example/01010101?f=0badcafe');
});

test.each([
  ['404', () => answer(404)],
  ['403', () => answer(403)],
  ['a page', () => answer(200, { 'Content-Type': 'text/html' })],
])('where %s answers below the path, it is not left any more', async (_what, elsewhere) => {
  const { urls, fetch } = fetchAnswering((url) =>
    url === URL_AT_ROOT ? answer(503) : elsewhere(),
  );
  for (let times = 0; times < 4; times++) await fetch();
  expect(urls.map((url) => url === URL_AT_ROOT)).toEqual([true, false, true, true]);
});

test('a meek server’s own refusals are no reason to go back', async () => {
  const { urls, fetch } = fetchAnswering((url) => answer(url === URL_AT_ROOT ? 503 : 400));
  for (let times = 0; times < 3; times++) await fetch();
  expect(urls.slice(1)).not.toContain(URL_AT_ROOT);
});

test('a request that fails is passed on as it is', async () => {
  const failure = new TypeError('Failed to fetch');
  const { urls, fetch } = fetchAnswering(() => Promise.reject(failure));
  await expect(fetch()).rejects.toBe(failure);
  await expect(fetch()).rejects.toBe(failure);
  expect(new Set(urls)).toEqual(new Set([URL_AT_ROOT]));
});

test('a front that takes no other path keeps none of the others from it', async () => {
  const [blocked, good] = ['http://inner.example/?f=1', 'http://inner.example/?f=2'];
  let isBusy = true;
  const { urls, fetch } = fetchAnswering((url) => {
    if (url.includes('f=1')) return answer(200, { 'Content-Type': 'text/html' });
    return isBusy ? answer(503) : answer(200, OCTETS);
  });
  await fetch(good);
  isBusy = false;
  await fetch(blocked);
  await fetch(blocked);
  await fetch(good);
  expect(urls).toEqual([
    good,
    'http://inner.example/01010101?f=1',
    blocked,
    'http://inner.example/01010101?f=2',
  ]);
});

test('only so many URLs are remembered', async () => {
  const { urls, fetch } = fetchAnswering(() => answer(503));
  for (let host = 0; host < 100; host++) await fetch(`https://h${host}.example/`);
  await fetch('https://h0.example/');
  await fetch('https://h99.example/');
  expect(urls.slice(-2)).toEqual(['https://h0.example/', 'https://h99.example/64646464']);
});
