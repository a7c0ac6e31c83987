import { once } from 'node:events';
import { type OutgoingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { runInNewContext } from 'node:vm';
import { beforeEach, describe, expect, test } from 'vitest';
import { pacUrl } from '../../src/link/pac-url.ts';
import { LocalProxyUnderTest } from './local-proxy-under-test.ts';

let proxy: LocalProxyUnderTest;

beforeEach(async () => {
  proxy = await LocalProxyUnderTest.open();
});

async function get(headers: OutgoingHttpHeaders = {}, method = 'GET') {
  const asked = request(pacUrl(proxy.proxy.port), { agent: false, headers, method }).end();
  const [response] = await once(asked, 'response');
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

/** What a program that reads the file would do. */
async function routeOf(url: string, host: string): Promise<string> {
  const { body } = await get();
  return runInNewContext(`${body}; FindProxyForURL(url, host)`, { url, host });
}

test('is a PAC file, on the proxy’s own port', async () => {
  const { status, headers } = await get();
  expect(status).toBe(200);
  expect(headers['content-type']).toBe('application/x-ns-proxy-autoconfig');
  expect(headers).not.toHaveProperty('access-control-allow-origin');
  expect(proxy.destinations).toEqual([]);
});

test.each([
  ['https://example.org/', 'example.org'],
  ['http://intranet/', 'intranet'],
  ['http://192.168.0.1/', '192.168.0.1'],
  ['http://127.evil.example/', '127.evil.example'],
  ['http://127.0.0.1.evil.example/', '127.0.0.1.evil.example'],
  ['http://localhost.example/', 'localhost.example'],
  ['odd', ''],
])('%s goes through the proxy, or nowhere', async (url, host) => {
  const { port } = proxy.proxy;
  expect(await routeOf(url, host)).toBe(`SOCKS5 127.0.0.1:${port}; PROXY 127.0.0.1:${port}`);
});

test.each(['localhost', 'app.localhost', '127.0.0.1', '127.1.2.3', '::1', '[::1]'])(
  '%s stays on this machine',
  async (host) => {
    expect(await routeOf(`http://${host}/`, host)).toBe('DIRECT');
  },
);

test('is there by the other name of this machine too', async () => {
  expect((await get({ host: `localhost:${proxy.proxy.port}` })).status).toBe(200);
});

describe('is not for pages', () => {
  test.each([
    ['whose name was made to lead here', () => ({ host: `evil.example:${proxy.proxy.port}` })],
    ['that name no port', () => ({ host: '127.0.0.1' })],
    ['of other sites', () => ({ 'sec-fetch-site': 'cross-site' })],
    ['of another port', () => ({ 'sec-fetch-site': 'same-site' })],
    ['that say where they are from', () => ({ origin: 'https://evil.example' })],
    ['that were linked from', () => ({ referer: 'https://evil.example/' })],
  ])('%s', async (_, headers) => {
    expect(await get(headers())).toMatchObject({ status: 403, body: '' });
  });
});

test('nothing else is asked of the port itself', async () => {
  expect((await get({}, 'POST')).status).toBe(400);
});
