import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'puppeteer-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type LocalStack, startLocalStack } from '../../dev/stack/local-stack.ts';
import { FRONTS, INNER_HOST, ORIGIN_HOST } from '../../dev/stack/names.ts';
import { ensureSystemPackages } from '../../dev/system-packages.ts';
import { type CleartextTrap, setCleartextTrap } from './cleartext-trap.ts';

/** A front that takes connections and says nothing, so that a test takes its time. */
const SILENT = 'silent.example';
const TELLTALES = ['origin', 'cookie', 'referer'];

let trap: CleartextTrap;
let stack: LocalStack;
let page: Page;

async function start(browser: 'chromium' | 'firefox'): Promise<void> {
  await ensureSystemPackages([browser, 'certutil']);
  trap = await setCleartextTrap();
  stack = await startLocalStack({
    browser,
    fronts: [...FRONTS, SILENT],
    blocks: [`blackhole:${SILENT}`],
    // So that the browser reaches it directly, too.
    localHosts: [ORIGIN_HOST],
    resolverRules: [`MAP ${INNER_HOST}:80 127.0.0.1:${trap.port}`],
  });
  await stack.extension.saveProfile(stack.profile);
  page = await stack.browser.newPage();
  await page.goto(`http://${ORIGIN_HOST}:${stack.origin.port}/`);
}

afterEach(async () => {
  await stack[Symbol.asyncDispose]();
  await trap[Symbol.asyncDispose]();
});

const vetting = async () => (await stack.extension.ask({ type: 'get-snapshot' })).vetting;
const untilTested = () => expect.poll(vetting, { timeout: 30_000 }).toBeNull();

/** What a request of an ordinary page comes to. */
function fetchInPage(): Promise<string> {
  return page.evaluate(() =>
    fetch('/bytes/10', { cache: 'no-store' }).then(
      (response) => (response.ok ? 'loaded' : 'failed'),
      () => 'failed',
    ),
  );
}

/** Until the silent front is the only one that is waited for. */
async function untilUnderWay(): Promise<void> {
  await expect.poll(async () => (await vetting())?.done, { timeout: 20_000 }).toBe(2);
}

/** All that the origin was asked came from the browser itself, and all that the edge was is ours. */
function expectNoDetour(): void {
  const { origin, servedPorts, sightings } = stack;
  expect(origin.requests.filter(({ remotePort }) => servedPorts.has(remotePort))).toEqual([]);
  expect(sightings.filter(({ authority }) => authority !== INNER_HOST)).toEqual([]);
  for (const { headers, sni } of sightings) {
    expect(FRONTS).toContain(sni);
    for (const name of TELLTALES) expect(headers).not.toHaveProperty(name);
  }
  expect(trap.caught).toEqual([]);
}

describe.each([
  // Its setting is for all of the browser, and cannot say “as before”.
  { browser: 'chromium', meanwhile: 'failed' },
  { browser: 'firefox', meanwhile: 'loaded' },
] as const)('with the tunnel off, in $browser', ({ browser, meanwhile }) => {
  beforeEach(() => start(browser));

  test('fronts are tested, pages go as before or nowhere, and as before after it', async () => {
    expect(await fetchInPage()).toBe('loaded');
    await stack.extension.ask({ type: 'vet-fronts' });
    await untilUnderWay();
    expect(await fetchInPage()).toBe(meanwhile);
    await untilTested();
    const rows = await stack.extension.fronts();
    expect(rows.map(({ state, lastFailure }) => lastFailure ?? state)).toEqual([
      ...['good', 'good', 'FRONT_TIMEOUT'],
    ]);
    expect(await fetchInPage()).toBe('loaded');
    const { state, helper } = await stack.extension.ask({ type: 'get-snapshot' });
    expect([state.kind, helper]).toEqual(['off', null]);
    expectNoDetour();
  });

  test('stopped, or with nobody looking, everything is given back at once', async () => {
    await stack.extension.ask({ type: 'vet-front', key: rowKey(SILENT) });
    await stack.extension.ask({ type: 'stop-vetting' });
    expect(await fetchInPage()).toBe('loaded');
    await stack.extension.ask({ type: 'vet-front', key: rowKey(SILENT) });
    await stack.extension.page.goto('about:blank', { waitUntil: [] });
    await expect.poll(fetchInPage, { timeout: 5_000 }).toBe('loaded');
    const seen = stack.sightings.length;
    await sleep(1_000);
    expect(stack.sightings.length).toBe(seen);
    expectNoDetour();
  });

  test('switched on meanwhile, the tunnel takes over', async () => {
    await stack.extension.ask({ type: 'vet-fronts' });
    await untilUnderWay();
    await stack.extension.switchOn();
    expect(await fetchInPage()).toBe('loaded');
    expect(trap.caught).toEqual([]);
  });
});

/** Firefox has no rule that would lead a front's port 443 to the edge's. */
function rowKey(host: string): string {
  const port = stack.profile.fronts.find((front) => front.host === host)?.port;
  return port === 443 ? host : `${host}:${port}`;
}
