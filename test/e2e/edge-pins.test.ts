import { afterEach, describe, expect, test } from 'vitest';
import { freePort } from '../../dev/ports.ts';
import { EDGE_HOST } from '../../dev/stack/names.ts';
import { curl, socksCurl } from './curl.ts';
import { FrontTap } from './front-tap.ts';
import { runStack } from './running-stack.ts';

const EDGE_ADDRESS = '127.0.0.2';

const cleanup: AsyncDisposable[] = [];

afterEach(async () => {
  for (const each of cleanup.splice(0).reverse()) await each[Symbol.asyncDispose]();
});

/** DNS in the browser is poisoned: it leads to a decoy. Only the helper knows the edge's address. */
async function pinned(browser: 'chromium' | 'firefox') {
  const port = await freePort();
  const edge = await FrontTap.open(EDGE_ADDRESS, port);
  const decoy = await FrontTap.open('127.0.0.1', port);
  cleanup.push(edge, decoy);
  const running = await runStack({
    browser,
    // In Chromium a front can be pinned only where no secure proxy is needed.
    http1Only: browser === 'chromium',
    resolverRules: [`MAP ${EDGE_HOST} 127.0.0.1`],
    localHosts: [EDGE_HOST],
    profileFronts: (edgePort) => {
      for (const tap of [edge, decoy]) tap.leadTo(edgePort);
      return [{ host: EDGE_HOST, port, technique: 'host-rule', address: EDGE_ADDRESS }];
    },
  });
  cleanup.push(running);
  return { running, edge, decoy };
}

describe.each(['chromium', 'firefox'] as const)('in %s', (browser) => {
  test('a front is reached at its address, by the browser’s own TLS, whatever DNS says', async () => {
    const { running, edge, decoy } = await pinned(browser);
    const { stdout } = await socksCurl(running.proxyPort, `${running.originUrl}/bytes/5000000`);
    expect(stdout.length).toBe(5_000_000);
    expect(edge.downBytes).toBeGreaterThan(5_000_000);
    expect(decoy.hellos).toEqual([]);
    const { sightings } = running.stack;
    expect(new Set(sightings.map(({ sni }) => sni))).toEqual(new Set([EDGE_HOST]));
    expect(sightings[0]?.headers['user-agent']).toMatch(/Chrome|Firefox/);
  });

  test('when the helper is killed, nothing goes to where DNS leads', async () => {
    const { running, decoy } = await pinned(browser);
    const { extension, browser: pages } = running.stack;
    const { helper } = await extension.ask({ type: 'get-snapshot' });
    process.kill(helper?.agent ?? 0, 'SIGKILL');
    await extension.until('broken', (state) => state.kind === 'degraded');
    const page = await pages.newPage();
    await page.goto(`${running.originUrl}/`).catch(() => {});
    await extension.until('on again', (state) => state.kind === 'on');
    const { stdout } = await curl(
      '--socks5-hostname',
      `127.0.0.1:${running.proxyPort}`,
      `${running.originUrl}/`,
    );
    expect(stdout.length).toBeGreaterThan(0);
    expect(decoy.hellos).toEqual([]);

    // It would be seen there.
    await extension.ask({ type: 'switch-off' });
    await page.goto(`https://${EDGE_HOST}:${decoy.port}/`).catch(() => {});
    expect(decoy.hellos.length).toBeGreaterThan(0);
  });
});
