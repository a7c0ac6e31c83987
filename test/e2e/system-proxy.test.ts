import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch } from 'puppeteer-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ORIGIN_TEXT } from '../../dev/origin.ts';
import { findProgram } from '../../dev/system-packages.ts';
import { type GnomeSession, startGnomeSession } from '../helper/system-proxy/gnome-session.ts';
import { clickButton, untilShown } from './popup-driver.ts';
import { type RunningStack, runStack } from './running-stack.ts';

let session: GnomeSession;
let running: RunningStack;

beforeEach(async () => {
  session = await startGnomeSession();
});

afterEach(async () => {
  await running[Symbol.asyncDispose]();
  await session[Symbol.asyncDispose]();
});

const run = async (browser: 'chromium' | 'firefox') => {
  running = await runStack({ browser, environment: session.environment });
};

/** Clicks a choice by the word beside it. */
async function choose(word: string): Promise<void> {
  const { page } = running.stack.extension;
  const choice = await page.waitForSelector(
    `::-p-xpath(//label[normalize-space()="${word}"]/input)`,
  );
  await choice?.click();
}

async function fetchPageInBrowser(): Promise<string> {
  const page = await running.stack.browser.newPage();
  await page.goto(`${running.originUrl}/`);
  const content = await page.content();
  await page.close();
  await running.stack.extension.page.bringToFront();
  return content;
}

describe.each(['chromium', 'firefox'] as const)('in %s', (browser) => {
  test('the whole system goes through the tunnel on a click, and as before on another', async () => {
    await session.set('.http host', "'proxy.corp.example'");
    const before = await session.all();
    await run(browser);
    const { extension } = running.stack;
    await clickButton(extension.page, 'Helper');
    await choose('Whole system');
    await untilShown(extension.page, 'The proxy settings of GNOME point at the tunnel.');
    expect(await session.get(' mode')).toBe("'manual'");
    expect(await session.get('.socks host')).toBe("'127.0.0.1'");
    expect(await session.get('.socks port')).toBe(String(running.proxyPort));

    // The browser obeys these settings itself; the carrier must not, or it goes round in a circle.
    await extension.ask({ type: 'switch-off' });
    expect(await session.all()).toBe(before);
    await extension.switchOn();
    await untilShown(extension.page, 'The proxy settings of GNOME point at the tunnel.');
    expect(await fetchPageInBrowser()).toContain(ORIGIN_TEXT);

    await choose('This browser');
    await expect.poll(() => session.all(), { timeout: 20_000 }).toBe(before);
    expect(await fetchPageInBrowser()).toContain(ORIGIN_TEXT);
  });
});

test('another Chromium goes through the tunnel by the PAC file', async () => {
  await run('chromium');
  const userDataDir = await mkdtemp(join(tmpdir(), 'frontage-pac-'));
  const other = await launch({
    executablePath: findProgram('chromium') ?? 'chromium',
    userDataDir,
    args: [
      `--proxy-pac-url=http://127.0.0.1:${running.proxyPort}/proxy.pac`,
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  });
  try {
    const page = await other.newPage();
    await page.goto(`${running.originUrl}/`);
    expect(await page.content()).toContain(ORIGIN_TEXT);
  } finally {
    await other.close();
    await rm(userDataDir, { recursive: true, force: true, maxRetries: 5 });
  }
});
