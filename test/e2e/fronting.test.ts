import { afterEach, describe, expect, test } from 'vitest';
import { ORIGIN_TEXT } from '../../dev/origin.ts';
import type { LocalStackOptions } from '../../dev/stack/local-stack.ts';
import { FRONTS, INNER_HOST } from '../../dev/stack/names.ts';
import { type RunningStack, runStack } from './running-stack.ts';

let running: RunningStack;

afterEach(() => running[Symbol.asyncDispose]());

async function fetchPageInBrowser(): Promise<string> {
  const page = await running.stack.browser.newPage();
  await page.goto(`${running.originUrl}/`);
  return page.content();
}

/** Everything that the CDN saw for the inner host. */
function exchanges() {
  return running.stack.sightings.filter(({ authority }) => authority === INNER_HOST);
}

const TELLTALES = ['origin', 'cookie', 'referer'];

describe.each(['chromium', 'firefox'] as const)('in %s', (browser) => {
  const run = async (options: LocalStackOptions = {}) => {
    running = await runStack({ browser, ...options });
  };

  test.each([
    ['h2', {}, '2.0'],
    ['HTTP/1.1', { http1Only: true }, '1.1'],
  ])(
    'over %s the edge sees the front in SNI, the inner host as authority, and no telltale',
    async (_name, options, httpVersion) => {
      await run(options);
      expect(await fetchPageInBrowser()).toContain(ORIGIN_TEXT);
      expect(exchanges().length).toBeGreaterThan(2);
      for (const sighting of exchanges()) {
        expect(FRONTS).toContain(sighting.sni);
        expect(sighting.httpVersion).toBe(httpVersion);
        for (const name of TELLTALES) expect(sighting.headers).not.toHaveProperty(name);
        expect(JSON.stringify(sighting.headers)).not.toContain('-extension');
      }
    },
  );

  test('the edge sees nothing but exchanges: the tunnel does not go through the tunnel', async () => {
    await run();
    await fetchPageInBrowser();
    const others = running.stack.sightings.filter(({ authority }) => authority !== INNER_HOST);
    expect(others).toEqual([]);
    const paths = running.stack.origin.requests.map(({ path }) => path);
    expect(paths.every((path) => path === '/' || path === '/favicon.ico')).toBe(true);
  });

  test('the origin is fetched by the server, and the browser resolves no name for it', async () => {
    await run();
    await fetchPageInBrowser();
    const { origin, servedPorts } = running.stack;
    // In the browser no name but the fronts' resolves, so only the server could.
    // The page alone: a browser may call off an icon before anybody looks who asked for it.
    const pages = origin.requests.filter(({ path }) => path === '/');
    const served = new Set(pages.map(({ remotePort }) => servedPorts.has(remotePort)));
    expect(served).toEqual(new Set([true]));
  });
});
