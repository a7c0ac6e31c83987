import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ORIGIN_TEXT } from '../../dev/origin.ts';
import { type LocalStack, startLocalStack } from '../../dev/stack/local-stack.ts';
import { FRONTS, ORIGIN_HOST } from '../../dev/stack/names.ts';
import { ensureSystemPackages } from '../../dev/system-packages.ts';
import { exportLink } from '../../src/meek/fronts/export/link.ts';
import type { Front } from '../../src/meek/fronts/front.ts';
import { signList } from '../../src/meek/fronts/subscription/sign-list.ts';
import { newListKeys } from '../meek/fronts/subscription/list-keys.ts';
import { LIST_HOST, type ListSite, startListSite } from './list-site.ts';
import { chooseFile, clickButton, paste, untilShown } from './popup-driver.ts';

const FRONTED = new URL('../meek/fronts/import/fixtures/fronted.yaml', import.meta.url);
const TELLTALES = ['origin', 'cookie', 'referer'];

let stack: LocalStack;
let site: ListSite;

afterEach(async () => {
  await site[Symbol.asyncDispose]();
  await stack[Symbol.asyncDispose]();
});

const signed = (number: number, fronts: Front[], key: CryptoKey) =>
  signList({ number, expiresAtMs: Date.now() + 3_600_000, fronts }, key);

/** The link that somebody was given: one front, and where the others are. */
async function theLink(publicKey: string): Promise<string> {
  const { id, ...profile } = stack.profile;
  const fronts = profile.fronts.slice(0, 1);
  const subscription = { urls: [site.url], publicKey };
  const { text } = await exportLink({ ...profile, fronts, subscription }, { withSecrets: true });
  return text;
}

async function importLink(link: string): Promise<void> {
  const { page } = stack.extension;
  await clickButton(page, 'Fronts');
  await clickButton(page, 'Import');
  await paste(page, '#import-text', link);
  await untilShown(page, 'New: 1');
  await clickButton(page, 'Save');
  await clickButton(page, 'Fronts');
  await untilShown(page, 'Subscription');
}

async function fetchPageInBrowser(): Promise<string> {
  const page = await stack.browser.newPage();
  await page.goto(`http://${ORIGIN_HOST}:${stack.origin.port}/`);
  const content = await page.content();
  await page.close();
  await stack.extension.page.bringToFront();
  return content;
}

/** Asks for the list as a person does, and waits for what came of it. */
async function refresh(button: string, outcome: string): Promise<void> {
  await clickButton(stack.extension.page, button);
  await untilShown(stack.extension.page, outcome);
}

const subscribed = async () =>
  (await stack.extension.ask({ type: 'get-snapshot' })).subscriptions[0];

const sentNames = () => new Set(stack.sightings.map(({ sni }) => sni));

describe.each(['chromium', 'firefox'] as const)('in %s', (browser) => {
  beforeEach(async () => {
    await ensureSystemPackages([browser, 'certutil']);
    stack = await startLocalStack({
      browser,
      serverArgs: ['--resolve', `${LIST_HOST}=127.0.0.1`],
      localHosts: [LIST_HOST],
      hostPermissions: ['https://*/*'],
    });
    site = await startListSite(stack.authority, stack.server.pid);
  });

  test('a pasted link is previewed, confirmed and leads to a page; a packed list adds fronts', async () => {
    const { extension, folder } = stack;
    const { publicKey } = await newListKeys();
    await importLink(await theLink(publicKey));
    await extension.switchOn();
    expect(await fetchPageInBrowser()).toContain(ORIGIN_TEXT);
    await extension.ask({ type: 'switch-off' });

    const file = join(folder, 'fronted.yaml.gz');
    await writeFile(file, gzipSync(await readFile(FRONTED)));
    await clickButton(extension.page, 'Import');
    await chooseFile(extension.page, file);
    const shown = await untilShown(extension.page, 'Lantern fronted.yaml');
    const added = Number(/New: (\d+)/.exec(shown)?.[1]);
    expect(added).toBeGreaterThan(2);
    expect(shown).toMatch(/Refused: \d/);
    const before = await extension.ask({ type: 'get-snapshot' });
    expect(before.profiles[0]?.fronts).toHaveLength(1);
    await clickButton(extension.page, 'Save');
    await untilShown(extension.page, 'Subscription');
    const after = await extension.ask({ type: 'get-snapshot' });
    expect(after.profiles.map(({ fronts }) => fronts.length)).toEqual([1 + added]);
  });

  test('a list is fetched in the tunnel, its fronts are used, and a forged one changes nothing', async () => {
    const { extension, profile } = stack;
    const { privateKey, publicKey } = await newListKeys();
    const [first, second] = profile.fronts;
    if (!first || !second) throw new RangeError('The stack has two fronts.');
    site.publish(await signed(3, [second], privateKey));
    await importLink(await theLink(publicKey));
    await extension.switchOn();
    expect(sentNames()).toEqual(new Set([FRONTS[0]]));

    await refresh('Refresh now', 'A newer list was taken.');
    expect(site.requests).toMatchObject([{ cameBy: 'tunnel' }]);
    for (const name of TELLTALES) expect(site.requests[0]?.headers).not.toHaveProperty(name);
    expect(JSON.stringify(site.requests[0]?.headers)).not.toContain('-extension');

    const forged = await newListKeys();
    site.publish(await signed(4, [first], forged.privateKey));
    await refresh('Refresh now', 'not signed with the right key');
    expect(await subscribed()).toMatchObject({
      list: { number: 3, fronts: 1 },
      last: { code: 'bad-signature' },
    });

    // The profile's own front is blocked now.
    const { profiles } = await extension.ask({ type: 'switch-off' });
    const [own] = profiles;
    if (!own) throw new RangeError('The profile is gone.');
    await extension.saveProfile({ ...own, fronts: [{ ...first, host: 'blocked.example' }] });
    await extension.switchOn();
    expect(sentNames()).toContain(FRONTS[1]);
    expect(await fetchPageInBrowser()).toContain(ORIGIN_TEXT);
  });

  test('without the tunnel a list is fetched when the person says so, and not otherwise', async () => {
    const { extension, profile, edge } = stack;
    const { privateKey, publicKey } = await newListKeys();
    site.publish(await signed(3, profile.fronts.slice(1), privateKey));
    await importLink(await theLink(publicKey));
    await extension.switchOn();
    await edge.stop();
    await extension.until('interrupted', ({ kind }) => kind === 'degraded', 80_000);
    await extension.ask({
      type: 'refresh-subscription',
      profileId: (await subscribed())?.profileId ?? '',
      mayLeaveTunnel: false,
    });
    await untilShown(extension.page, 'nothing may leave without it');
    expect(site.requests).toEqual([]);

    await extension.ask({ type: 'switch-off' });
    await refresh('Refresh without the tunnel', 'A newer list was taken.');
    expect(site.requests).toMatchObject([{ cameBy: 'another way' }]);
  });
});
