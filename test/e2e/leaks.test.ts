import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHROMIUM_EXTENSION_URL, relaunchChromium } from '../../dev/stack/chromium.ts';
import { ExtensionPage } from '../../dev/stack/extension-page.ts';
import { FIREFOX_EXTENSION_URL } from '../../dev/stack/firefox.ts';
import { type BrowserName, type LocalStack, startLocalStack } from '../../dev/stack/local-stack.ts';
import { FRONTS } from '../../dev/stack/names.ts';
import { ensureSystemPackages } from '../../dev/system-packages.ts';
import type { TunnelState } from '../../src/background/state.ts';
import { namesOf, PAGE_PORT } from './leaks/attempts.ts';
import { type Seen, tryAsPage, untilQuiet, watch } from './leaks/watch.ts';
import { canWatch, makeWatchedNetwork, type WatchedNetwork } from './leaks/watched-network.ts';
import { crashExtension, endWorker } from './worker.ts';

const SCRIPT_IS_FRESH_MS = 2_000;

const NOTHING: Seen = { sights: [], packets: 0 };
const TAGS = [
  ...['off', 'on', 'blocked', 'starting', 'no-helper', 'ended', 'crashed', 'updated', 'restarted'],
  ...['paused', 'back', 'paused-restart', 'at-last'],
];

/** Where the browser looks for the helper, in its home. */
const HOSTS: Record<BrowserName, string> = {
  chromium: '.config/chromium/NativeMessagingHosts',
  firefox: '.mozilla/native-messaging-hosts',
};

const EXTENSION_URL = { chromium: CHROMIUM_EXTENSION_URL, firefox: FIREFOX_EXTENSION_URL };

const FIREFOX_PREFS = {
  // What people have, and the driver has switched off.
  'network.dns.disablePrefetch': false,
  'network.http.speculative-parallel-limit': 6,
  // What Firefox fetches for itself it fetches directly when its proxy fails: docs/THREAT-MODEL.md.
  'network.proxy.allow_bypass': false,
  'network.proxy.failover_direct': false,
};

/** The states follow each other in one browser; each is proven to be reached. */
describe.skipIf(!canWatch()).each(['chromium', 'firefox'] as const)('in %s', (name) => {
  let network: WatchedNetwork;
  let stack: LocalStack;
  let browser: Browser;
  let extension: ExtensionPage;

  beforeAll(async () => {
    await ensureSystemPackages([name, 'certutil']);
    network = await makeWatchedNetwork();
    // At the far end too, nobody may ask a real resolver for these names.
    const serverArgs = TAGS.flatMap(namesOf).flatMap((name) => ['--resolve', `${name}=127.0.0.1`]);
    const { namespaces } = network;
    stack = await startLocalStack({
      ...{ browser: name, namespaces, looksUpNames: true, blocks: [], serverArgs },
      firefoxPrefs: FIREFOX_PREFS,
    });
    ({ browser, extension } = stack);
    await extension.saveProfile(stack.profile);
  });

  afterAll(async () => {
    await browser.close();
    await stack[Symbol.asyncDispose]();
    await network[Symbol.asyncDispose]();
  });

  const is = (kind: TunnelState['kind']) => extension.until(kind, (state) => state.kind === kind);
  const tryAs = (tag: string) => watch(network, () => tryAsPage(browser, tag));

  async function reopen(): Promise<void> {
    extension = await ExtensionPage.open(browser, EXTENSION_URL[name]);
  }

  async function restart(tag: string): Promise<void> {
    await browser.close();
    const url = `http://fetch-${tag}.example:${PAGE_PORT}/`;
    browser = await relaunchChromium(stack.browserOptions, [url]);
  }

  async function helperPids() {
    const { helper } = await extension.ask({ type: 'get-snapshot' });
    if (!helper) throw new RangeError('There is no helper.');
    return helper;
  }

  test('off, the watchers see all of it', async () => {
    const seen = await tryAs('off');
    expectAllSeen(seen, 'off', name);
  });

  test('on, they see nothing', async () => {
    await extension.switchOn();
    await untilQuiet(network);
    expect(await tryAs('on')).toEqual(NOTHING);
    await is('on');
    const { guards } = await extension.ask({ type: 'get-snapshot' });
    expect(guards).toEqual({ webRtc: 'shut', prediction: 'shut' });
  });

  test('with every front blocked, they see nothing', async () => {
    for (const front of FRONTS) await stack.edgeCommands.block('rst-on-sni', front);
    await is('degraded');
    expect(await tryAs('blocked')).toEqual(NOTHING);
    await is('degraded');
    for (const front of FRONTS) await stack.edgeCommands.unblock(front);
    await is('on');
  });

  test('starting, they see nothing', async () => {
    await extension.ask({ type: 'switch-off' });
    for (const front of FRONTS) await stack.edgeCommands.block('blackhole', front);
    await extension.ask({ type: 'switch-on' });
    await is('starting');
    await untilQuiet(network);
    expect(await tryAs('starting')).toEqual(NOTHING);
    for (const front of FRONTS) await stack.edgeCommands.unblock(front);
    await is('on');
  });

  test('without a helper, they see nothing, from the start on too', async () => {
    const hosts = join(stack.browserOptions.home, HOSTS[name]);
    await rename(hosts, `${hosts}-away`);
    const { relay, agent } = await helperPids();
    for (const pid of [relay, agent]) process.kill(pid, 'SIGKILL');
    await is('failed');
    expect(ofPages(await tryAs('no-helper'))).toEqual([]);
    await extension.ask({ type: 'switch-off' });
    await extension.ask({ type: 'switch-on' });
    await is('failed');
    expect(ofPages(await tryAs('no-helper'))).toEqual([]);
    await rename(`${hosts}-away`, hosts);
    await extension.switchOn();
  });

  if (name === 'chromium')
    test('when the worker is ended, they see nothing', async () => {
      await extension.page.close();
      const seen = await watch(network, async () => {
        await endWorker(browser);
        await tryAsPage(browser, 'ended');
      });
      expect(seen).toEqual(NOTHING);
      await reopen();
      await is('on');
    });

  if (name === 'chromium')
    test('when the extension crashes, they see nothing', async () => {
      await extension.page.close();
      const seen = await watch(network, async () => {
        await crashExtension(stack.folder);
        await tryAsPage(browser, 'crashed');
      });
      expect(seen).toEqual(NOTHING);
      await reopen();
      await is('on');
    });

  if (name === 'chromium')
    test('when the browser is started again, they see nothing, from its first page on', async () => {
      const seen = await watch(network, async () => {
        await restart('restarted');
        await tryAsPage(browser, 'restarted');
      });
      expect(ofPages(seen)).toEqual([]);
      await reopen();
      await is('on');
    });

  test('going direct, they see all but WebRTC and what is done ahead, and nothing after', async () => {
    await extension.ask({ type: 'go-direct', forMs: 300_000 });
    const seen = await tryAs('paused');
    expect(namesSeen(seen)).toContain('fetch-paused.example');
    expect(namesSeen(seen)).not.toContain('stun-paused.example');
    await extension.ask({ type: 'end-direct' });
    await is('on');
    expect(ofPages(await tryAs('back'))).toEqual([]);
  });

  test('a pause ends by itself', async () => {
    await extension.ask({ type: 'go-direct', forMs: 2_000 });
    await is('direct');
    await is('on');
  });

  if (name === 'chromium')
    test('a pause does not outlive the browser', async () => {
      await extension.ask({ type: 'go-direct', forMs: 300_000 });
      // Nobody closes the browser and starts it again sooner, and the setting does not know better.
      await sleep(SCRIPT_IS_FRESH_MS);
      const seen = await watch(network, async () => {
        await restart('paused-restart');
        await tryAsPage(browser, 'paused-restart');
      });
      expect(ofPages(seen)).toEqual([]);
      await reopen();
      await is('on');
    });

  if (name === 'chromium')
    test('when the extension is updated, they see nothing', async () => {
      const seen = await watch(network, async () => {
        const tried = tryAsPage(browser, 'updated');
        await browser.installExtension(join(stack.browserOptions.home, 'extension'));
        await tried;
      });
      expect(ofPages(seen)).toEqual([]);
      await reopen();
      await is('on');
    });

  test('off again, they see all of it again', async () => {
    await extension.ask({ type: 'switch-off' });
    expectAllSeen(await tryAs('at-last'), 'at-last', name);
  });
});

function namesSeen({ sights }: Seen): string[] {
  return sights.flatMap(({ kind, what }) => (kind === 'dns' ? [what] : []));
}

/**
 * What pages have sent. A browser has things of its own to say, which no extension can keep it from:
 * Chromium at its start, Firefox when what it began while it was let go has failed.
 */
function ofPages({ sights }: Seen): Seen['sights'] {
  return sights.filter(({ kind, what }) => kind === 'udp' || /\.example|8081|3478/.test(what));
}

function expectAllSeen(seen: Seen, tag: string, browser: BrowserName): void {
  // Firefox looks up nothing ahead for a page without an address.
  const names = namesOf(tag).filter((one) => browser === 'chromium' || !one.startsWith('prefetch'));
  expect(namesSeen(seen)).toEqual(expect.arrayContaining(names));
  const whats = seen.sights.map(({ what }) => what).join('\n');
  for (const sign of [
    '203.0.113.1 8081',
    '2001:db8:5::5 8081',
    '203.0.113.10 3478',
    '3478: 0001',
  ]) {
    expect(whats).toContain(sign);
  }
}
