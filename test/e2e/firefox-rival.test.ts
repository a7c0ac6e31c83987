import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ORIGIN_TEXT } from '../../dev/origin.ts';
import { ORIGIN_HOST } from '../../dev/stack/names.ts';
import { type CleartextTrap, setCleartextTrap } from './cleartext-trap.ts';
import { untilReason, watchReasons } from './reasons.ts';
import { type RunningStack, runStack } from './running-stack.ts';

/** Firefox does not always say that it has given a page up. */
const PAGE_LIMIT_MS = 5_000;

/** Firefox passes over a proxy that does not answer. */
const REFUSAL = 'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n';

/** Stands where the other extension sends everything. */
let trap: CleartextTrap;
let running: RunningStack;

beforeEach(async () => {
  trap = await setCleartextTrap(REFUSAL);
  running = await runStack({ browser: 'firefox' });
});

afterEach(async () => {
  await running[Symbol.asyncDispose]();
  await trap[Symbol.asyncDispose]();
});

test('when another extension has the last word on the proxy, no page goes its way', async () => {
  const { browser, extension } = running.stack;
  const rival = await browser.installExtension(await writeRival());
  await watchReasons(extension);
  await expect(openPage()).rejects.toThrow();
  await untilReason(extension, 'proxy-held-by-extension');
  expect(trap.caught.filter((bytes) => bytes.includes(ORIGIN_HOST))).toEqual([]);

  await browser.uninstallExtension(rival);
  await extension.until('on again', ({ kind }) => kind === 'on');
  expect(await openPage()).toContain(ORIGIN_TEXT);
});

async function openPage(): Promise<string> {
  const page = await running.stack.browser.newPage();
  try {
    await page.goto(`${running.originUrl}/`, { timeout: PAGE_LIMIT_MS });
    return await page.content();
  } finally {
    await page.close();
  }
}

async function writeRival(): Promise<string> {
  const folder = join(running.stack.folder, 'rival');
  await mkdir(folder);
  const manifest = {
    manifest_version: 3,
    name: 'Rival',
    version: '1',
    background: { scripts: ['background.js'] },
    permissions: ['proxy'],
    host_permissions: ['<all_urls>'],
    browser_specific_settings: { gecko: { id: 'rival@frontage.invalid' } },
  };
  const proxy = JSON.stringify({ type: 'http', host: '127.0.0.1', port: trap.port });
  const script = `browser.proxy.onRequest.addListener(() => (${proxy}), { urls: ['<all_urls>'] });`;
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
  await writeFile(join(folder, 'background.js'), script);
  return folder;
}
