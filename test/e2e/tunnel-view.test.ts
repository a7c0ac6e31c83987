import { afterEach, describe, expect, test } from 'vitest';
import { clickButton, untilShown } from './popup-driver.ts';
import { type RunningStack, runStack } from './running-stack.ts';

/** Of documentation (RFC 5737, RFC 3849): nothing is ever sent there. */
const EXIT = ['203.0.113.7', '2001:db8::7'];
const TOLD = ['--exit-address', EXIT[0] ?? '', '--exit-address', EXIT[1] ?? ''];

let running: RunningStack;

afterEach(() => running[Symbol.asyncDispose]());

async function fetchPage(): Promise<void> {
  const page = await running.stack.browser.newPage();
  await page.goto(`${running.originUrl}/`);
  await page.close();
  await running.stack.extension.page.bringToFront();
}

describe.each(['chromium', 'firefox'] as const)('in %s', (browser) => {
  test('the view shows the way, draws the traffic, and the server says where it goes out', async () => {
    running = await runStack({ browser, serverArgs: TOLD });
    const { page } = running.stack.extension;
    const errors: unknown[] = [];
    page.on('pageerror', (error) => errors.push(error));
    await fetchPage();
    await untilShown(page, /Latency\s+\d+ ms/);
    await page.waitForSelector('.chart canvas');
    await untilShown(page, /Received\s+[\d.]+ kB\/s/);
    const shown = await untilShown(page, 'Check the exit');
    expect(shown).not.toContain(EXIT[0]);

    await clickButton(page, 'Check the exit');
    const told = await untilShown(page, 'A connection through the local proxy works.');
    for (const address of EXIT) expect(told).toContain(address);
    expect(told).toMatch(/Round trip\s+\d+ ms/);
    expect(errors).toEqual([]);
  });
});

test('the history is there at once when the popup is opened again', async () => {
  running = await runStack();
  const { page } = running.stack.extension;
  const label = () => page.$eval('.chart', (chart) => chart.getAttribute('aria-label'));
  const hasPeak = expect.stringMatching(/the most was (?!0 kB)/);
  await fetchPage();
  await expect.poll(label, { timeout: 20_000 }).toEqual(hasPeak);
  await page.reload();
  await untilShown(page, /Received\s+[\d.]+ kB\/s/);
  expect(await label()).toEqual(hasPeak);
});

test('a server that is set not to say says so, and the tunnel goes on', async () => {
  running = await runStack({ serverArgs: ['--exit-address', 'off'] });
  const { page } = running.stack.extension;
  await clickButton(page, 'Check the exit');
  await untilShown(page, 'The server cannot tell where it goes out');
  await fetchPage();
});
