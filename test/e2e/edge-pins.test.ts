import { afterEach, describe, expect, test } from 'vitest';
import { freePort } from '../../dev/ports.ts';
import { EDGE_HOST, INNER_HOST } from '../../dev/stack/names.ts';
import { curl, socksCurl } from './curl.ts';
import { FrontTap } from './front-tap.ts';
import { runStack } from './running-stack.ts';

const EDGE_ADDRESS = '127.0.0.2';

/** The techniques of fronts that are dialled by the browser, and a host that each goes to. */
const HOSTS = { 'host-rule': EDGE_HOST, direct: INNER_HOST } as const;

const cleanup: AsyncDisposable[] = [];

afterEach(async () => {
  for (const each of cleanup.splice(0).reverse()) await each[Symbol.asyncDispose]();
});

/** DNS in the browser is poisoned: it leads to a decoy. Only the helper knows the edge's address. */
async function pinned(browser: 'chromium' | 'firefox', technique: keyof typeof HOSTS) {
  const host = HOSTS[technique];
  const port = await freePort();
  const edge = await FrontTap.open(EDGE_ADDRESS, port);
  const decoy = await FrontTap.open('127.0.0.1', port);
  cleanup.push(edge, decoy);
  const running = await runStack({
    browser,
    ...(technique === 'direct' && { fronts: [host] }),
    // In Chromium a Host rule holds over HTTP/1.1 only.
    http1Only: browser === 'chromium' && technique === 'host-rule',
    resolverRules: [`MAP ${host} 127.0.0.1`],
    localHosts: [host],
    profileFronts: (edgePort) => {
      for (const tap of [edge, decoy]) tap.leadTo(edgePort);
      return [{ host, port, technique, address: EDGE_ADDRESS }];
    },
  });
  cleanup.push(running);
  return { running, host, edge, decoy };
}

describe.each(['chromium', 'firefox'] as const)('in %s', (browser) => {
  test.each(['host-rule', 'direct'] as const)(
    'a %s front is reached at its address, by the browser’s own TLS, whatever DNS says',
    async (technique) => {
      const { running, host, edge, decoy } = await pinned(browser, technique);
      const { stdout } = await socksCurl(running.proxyPort, `${running.originUrl}/bytes/5000000`);
      expect(stdout.length).toBe(5_000_000);
      expect(edge.downBytes).toBeGreaterThan(5_000_000);
      expect(decoy.hellos).toEqual([]);
      const { sightings } = running.stack;
      expect(new Set(sightings.map(({ sni }) => sni))).toEqual(new Set([host]));
      expect(sightings[0]?.headers['user-agent']).toMatch(/Chrome|Firefox/);
    },
  );

  test('when the helper is killed, nothing goes to where DNS leads', async () => {
    const { running, host, decoy } = await pinned(browser, 'host-rule');
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
    await page.goto(`https://${host}:${decoy.port}/`).catch(() => {});
    expect(decoy.hellos.length).toBeGreaterThan(0);
  });
});
