import { randomUUID } from 'node:crypto';
import type { Page } from 'puppeteer-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { BrowserName } from '../../dev/stack/local-stack.ts';
import { NO_SITE_RULES, type SiteRules } from '../../src/storage/site-rules.ts';
import { clickButton, untilShown } from './popup-driver.ts';
import { type RunningStack, runStack } from './running-stack.ts';

/** Names that the browser and the server both find on this machine. */
const SITES = ['site.example', 'www.site.example', 'other.example'] as const;
type Site = (typeof SITES)[number];

const CHANGES = 10;

let running: RunningStack;
let page: Page;

async function start(browser: BrowserName): Promise<void> {
  running = await runStack({
    browser,
    localHosts: SITES,
    serverArgs: SITES.flatMap((site) => ['--resolve', `${site}=127.0.0.1`]),
  });
  page = await running.stack.browser.newPage();
}

afterEach(() => running[Symbol.asyncDispose]());

async function rule(changes: Partial<SiteRules>): Promise<void> {
  const sites = { ...NO_SITE_RULES, ...changes };
  await running.stack.extension.ask({ type: 'set-sites', sites });
}

type Way = 'tunnel' | 'browser' | 'nowhere';

/** A path that is asked for once: browsers ask for icons besides. */
const newPath = () => `/${randomUUID()}`;

/** Whose socket the origin saw the request come by. */
function wayOf(path: string): Way {
  const { origin, servedPorts } = running.stack;
  const request = origin.requests.find((one) => one.path === path);
  if (!request) return 'nowhere';
  return servedPorts.has(request.remotePort) ? 'tunnel' : 'browser';
}

async function open(site: Site): Promise<Way> {
  const path = newPath();
  await page.goto(`http://${site}:${running.stack.origin.port}${path}`).catch(() => {});
  return wayOf(path);
}

/** From the page that is open; to its own site by a connection that may be open from before. */
async function fetchFrom(site: Site): Promise<Way> {
  const path = newPath();
  const url = `http://${site}:${running.stack.origin.port}${path}`;
  await page.evaluate(
    (target) => fetch(target, { cache: 'no-store', mode: 'no-cors' }).then((it) => it.text()),
    url,
  );
  return wayOf(path);
}

describe.each(['chromium', 'firefox'] as const)('in %s', (browser) => {
  beforeEach(() => start(browser));

  test('sites that are never tunnelled are reached by the browser itself, and no others', async () => {
    expect(await open('site.example')).toBe('tunnel');
    await rule({ never: ['site.example'] });
    expect(await open('site.example')).toBe('browser');
    expect(await open('www.site.example')).toBe('browser');
    expect(await open('other.example')).toBe('tunnel');
  });

  test('where only some sites are tunnelled, the browser reaches the others itself', async () => {
    await rule({ mode: 'only', only: ['site.example'] });
    expect(await open('www.site.example')).toBe('tunnel');
    expect(await open('other.example')).toBe('browser');
    await rule({ mode: 'only', only: [] });
    expect(await open('other.example')).toBe('tunnel');
  });

  test('a change holds for the next request, whatever connection is open, and on goes the tunnel', async () => {
    const { sinceMs } = await stateOn();
    await open('site.example');
    const ways: string[] = [];
    for (let change = 0; change < CHANGES; change++) {
      await rule({ never: ['site.example'] });
      ways.push(await fetchFrom('site.example'), await fetchFrom('site.example'));
      await rule({});
      ways.push(await fetchFrom('site.example'), await fetchFrom('site.example'));
    }
    const wanted = ['browser', 'browser', 'tunnel', 'tunnel'];
    expect(ways).toEqual(Array.from({ length: CHANGES }, () => wanted).flat());
    expect(await stateOn()).toMatchObject({ sinceMs });
  });

  test('the page’s host decides nothing: each request goes by its own', async () => {
    await rule({ never: ['other.example'] });
    expect(await open('site.example')).toBe('tunnel');
    expect(await fetchFrom('other.example')).toBe('browser');
    expect(await fetchFrom('www.site.example')).toBe('tunnel');
  });

  test('while the tunnel is interrupted the rules hold, and everything else goes nowhere', async () => {
    const { extension, edge } = running.stack;
    await rule({ never: ['site.example'] });
    await edge.stop();
    // Nothing is open that could notice, until somebody wants something.
    expect(await open('other.example')).toBe('nowhere');
    await extension.until('interrupted', ({ kind }) => kind === 'degraded', 80_000);
    expect(await open('site.example')).toBe('browser');
    expect(await open('other.example')).toBe('nowhere');
  });
});

test('the popup knows the page that it was opened over, and a click there changes its way', async () => {
  await start('chromium');
  const { browser, extension } = running.stack;
  expect(await open('site.example')).toBe('tunnel');
  await page.bringToFront();
  const [ours] = [...(await browser.extensions()).values()];
  if (!ours) throw new RangeError('The extension is not there.');
  await page.triggerExtensionAction(ours);
  const target = await browser.waitForTarget(
    (one) => one.url().includes('/src/popup/') && one !== extension.page.target(),
  );
  const popup = await target.asPage();
  await untilShown(popup, 'site.example: through the tunnel');
  await clickButton(popup, 'Never tunnel this site');
  await untilShown(popup, 'site.example: directly');
  expect(await open('site.example')).toBe('browser');
});

async function stateOn() {
  const { state } = await running.stack.extension.ask({ type: 'get-snapshot' });
  if (state.kind !== 'on') throw new RangeError(`The tunnel is ${state.kind}.`);
  return state;
}
