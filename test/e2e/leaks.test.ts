import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FRONTS } from '../../dev/stack/names.ts';
import { ensureSystemPackages } from '../../dev/system-packages.ts';
import { untilIdle } from './leaks/firefox/event-page.ts';
import { FIREFOX_TAGS, testFirefoxStates } from './leaks/firefox/firefox-states.ts';
import { firstPage } from './leaks/firefox/first-page.ts';
import { expectAllSeen, expectNothing, NOTHING, namesSeen, ofPages } from './leaks/seen.ts';
import { tryAsPage, untilQuiet, watch } from './leaks/watch.ts';
import { WatchedBrowser } from './leaks/watched-browser.ts';
import { canWatch } from './leaks/watched-network.ts';

const SCRIPT_IS_FRESH_MS = 2_000;

const TAGS = [
  ...['off', 'on', 'blocked', 'starting', 'no-helper', 'ended', 'crashed', 'updated', 'restarted'],
  ...['paused', 'back', 'paused-restart', 'at-last'],
];

/** The states follow each other in one browser; each is proven to be reached. */
describe.skipIf(!canWatch()).each(['chromium', 'firefox'] as const)('in %s', (name) => {
  let watched: WatchedBrowser;

  beforeAll(async () => {
    await ensureSystemPackages([name, 'certutil']);
    watched = await WatchedBrowser.start(name, [...TAGS, ...FIREFOX_TAGS]);
  });

  afterAll(() => watched[Symbol.asyncDispose]());

  async function helperPids() {
    const { helper } = await watched.extension.ask({ type: 'get-snapshot' });
    if (!helper) throw new RangeError('There is no helper.');
    return helper;
  }

  async function isOnAgain(): Promise<void> {
    await watched.reopen();
    await watched.is('on');
  }

  test('off, the watchers see all of it', async () => {
    const seen = await watched.tryAs('off');
    expectAllSeen(seen, 'off', name);
  });

  test('on, they see nothing', async () => {
    await watched.extension.switchOn();
    await untilQuiet(watched.network);
    expect(await watched.tryAs('on')).toEqual(NOTHING);
    await watched.is('on');
    const { guards } = await watched.extension.ask({ type: 'get-snapshot' });
    expect(guards).toEqual({ webRtc: 'shut', prediction: 'shut' });
  });

  test('with every front blocked, they see nothing', async () => {
    const { edgeCommands } = watched.stack;
    for (const front of FRONTS) await edgeCommands.block('rst-on-sni', front);
    await watched.is('degraded');
    expect(await watched.tryAs('blocked')).toEqual(NOTHING);
    await watched.is('degraded');
    for (const front of FRONTS) await edgeCommands.unblock(front);
    await watched.is('on');
  });

  test('starting, they see nothing', async () => {
    const { edgeCommands } = watched.stack;
    await watched.extension.ask({ type: 'switch-off' });
    for (const front of FRONTS) await edgeCommands.block('blackhole', front);
    await watched.extension.ask({ type: 'switch-on' });
    await watched.is('starting');
    await untilQuiet(watched.network);
    expect(await watched.tryAs('starting')).toEqual(NOTHING);
    for (const front of FRONTS) await edgeCommands.unblock(front);
    await watched.is('on');
  });

  test('without a helper, they see nothing, from the start on too', async () => {
    const hosts = watched.helperFolder;
    await rename(hosts, `${hosts}-away`);
    const { relay, agent } = await helperPids();
    for (const pid of [relay, agent]) process.kill(pid, 'SIGKILL');
    await watched.is('failed');
    expect(ofPages(await watched.tryAs('no-helper'))).toEqual([]);
    await watched.extension.ask({ type: 'switch-off' });
    await watched.extension.ask({ type: 'switch-on' });
    await watched.is('failed');
    expect(ofPages(await watched.tryAs('no-helper'))).toEqual([]);
    if (name === 'firefox') await whileIdle();
    await rename(`${hosts}-away`, hosts);
    await watched.extension.switchOn();
  });

  /** Firefox stops an event page that has nothing to do, which one with a helper always has. */
  async function whileIdle(): Promise<void> {
    await watched.extension.page.close();
    await untilIdle(watched.browser);
    expect(ofPages(await watched.tryAs('idle'))).toEqual([]);
    await watched.reopen();
    await watched.is('failed');
  }

  test('when the worker is ended, they see nothing', async () => {
    expectNothing(await watched.watchWhile(() => watched.endWorker(), 'ended'), name);
    await isOnAgain();
  });

  test('when the extension crashes, they see nothing', async () => {
    expectNothing(await watched.watchWhile(() => watched.crashExtension(), 'crashed'), name);
    await isOnAgain();
  });

  test('when the browser is started again, they see nothing, from its first page on', async () => {
    const seen = await watched.watchWhile(() => watched.restart('restarted'), 'restarted');
    expect(ofPages(seen)).toEqual([]);
    if (name === 'firefox') expect(await firstPage(watched.browser)).toContain('fetch-restarted');
    await isOnAgain();
  });

  test('going direct, they see all but WebRTC and what is done ahead, and nothing after', async () => {
    await watched.extension.ask({ type: 'go-direct', forMs: 300_000 });
    const seen = await watched.tryAs('paused');
    expect(namesSeen(seen)).toContain('fetch-paused.example');
    expect(namesSeen(seen)).not.toContain('stun-paused.example');
    await watched.extension.ask({ type: 'end-direct' });
    await watched.is('on');
    expect(ofPages(await watched.tryAs('back'))).toEqual([]);
  });

  test('a pause ends by itself', async () => {
    await watched.extension.ask({ type: 'go-direct', forMs: 2_000 });
    await watched.is('direct');
    await watched.is('on');
  });

  if (name === 'chromium')
    test('a pause does not outlive the browser', async () => {
      await watched.extension.ask({ type: 'go-direct', forMs: 300_000 });
      // Nobody closes the browser and starts it again sooner, and the setting does not know better.
      await sleep(SCRIPT_IS_FRESH_MS);
      const tag = 'paused-restart';
      expect(ofPages(await watched.watchWhile(() => watched.restart(tag), tag))).toEqual([]);
      await isOnAgain();
    });

  if (name === 'chromium')
    test('when the extension is updated, they see nothing', async () => {
      const { browser, network, stack } = watched;
      const seen = await watch(network, async () => {
        const tried = tryAsPage(browser, 'updated');
        await browser.installExtension(join(stack.browserOptions.home, 'extension'));
        await tried;
      });
      expect(ofPages(seen)).toEqual([]);
      await isOnAgain();
    });

  if (name === 'firefox') testFirefoxStates(() => watched);

  test('off again, they see all of it again', async () => {
    await watched.extension.ask({ type: 'switch-off' });
    expectAllSeen(await watched.tryAs('at-last'), 'at-last', name);
  });
});
