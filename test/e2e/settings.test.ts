import { afterEach, describe, expect, test } from 'vitest';
import { FRONTS, INNER_HOST, ORIGIN_HOST } from '../../dev/stack/names.ts';
import type { ReportAnswer } from '../../src/background/diagnostics/reporter.ts';
import { clickButton, untilShown } from './popup-driver.ts';
import { type RunningStack, runStack } from './running-stack.ts';
import { endWorker } from './worker.ts';

let running: RunningStack;

afterEach(() => running[Symbol.asyncDispose]());

/** Whether a page comes through the tunnel. */
async function isTunnelled(): Promise<boolean> {
  const { browser, origin } = running.stack;
  const page = await browser.newPage();
  const seen = origin.requests.length;
  await page.goto(`http://${ORIGIN_HOST}:${origin.port}/`).catch(() => {});
  await page.close();
  return origin.requests.length > seen;
}

describe.each(['chromium', 'firefox'] as const)('in %s', (browser) => {
  test('the link is kept to native messaging, and let go again', async () => {
    running = await runStack({ browser });
    const { extension } = running.stack;
    const isOn = ({ kind }: { kind: string }) => kind === 'on';
    expect((await extension.until('on', isOn)).link).toBe('web-socket');
    await extension.ask({ type: 'set-fast-link', isOn: false });
    expect((await extension.until('on', isOn)).link).toBe('native-messaging');
    expect(await isTunnelled()).toBe(true);
    expect((await extension.ask({ type: 'get-snapshot' })).link).toBe('native-messaging');
    await extension.ask({ type: 'set-fast-link', isOn: true });
    await extension.until('on', isOn);
    expect(await isTunnelled()).toBe(true);
  });

  test('a report tells what is the case, and names nothing of it', async () => {
    running = await runStack({ browser });
    const { extension, profile, token } = running.stack;
    const { text } = (await extension.page.evaluate(() =>
      chrome.runtime.sendMessage({ type: 'make-report', withFrontNames: false }),
    )) as Extract<ReportAnswer, { ok: true }>;
    expect(text).toContain(`kind ${browser}`);
    expect(text).toMatch(/helper: version \d+\.\d+\.\d+, link/);
    expect(text).toContain('carrier: protocol 2');
    expect(text).toMatch(/ s ago: on$/);
    const names = [...FRONTS, INNER_HOST, ORIGIN_HOST, '127.0.0.1', token, profile.name];
    for (const name of [...names, profile.serverPin ?? '']) expect(text).not.toContain(name);
  });
});

describe('when the browser starts', () => {
  /** The worker finds what the first one of a new session finds. */
  async function beginSession(): Promise<void> {
    const { extension, browser } = running.stack;
    await extension.page.evaluate(() => chrome.storage.session.clear());
    await endWorker(browser);
  }

  test('the tunnel is on again', async () => {
    running = await runStack();
    await beginSession();
    await running.stack.extension.until('on again', ({ kind }) => kind === 'on');
    expect(await isTunnelled()).toBe(true);
  });

  test('it stays off if that is wanted, and says so until it is answered', async () => {
    running = await runStack();
    const { extension } = running.stack;
    await extension.ask({ type: 'set-auto-connect', isOn: false });
    await beginSession();
    await untilShown(extension.page, 'was on when the browser was closed');
    // The badge may follow the page's words by a moment.
    const badge = () => extension.page.evaluate(() => chrome.action.getBadgeText({}));
    await expect.poll(badge).toBe('off');
    expect(await isTunnelled()).toBe(false);
    await clickButton(extension.page, 'Switch on');
    await extension.until('on', ({ kind }) => kind === 'on');
    expect(await isTunnelled()).toBe(true);
  });
});

test('everything is forgotten, and the extension ends', async () => {
  running = await runStack();
  const { extension } = running.stack;
  const left = await extension.ask({ type: 'forget-everything' });
  expect(left).toMatchObject({ state: { kind: 'off' }, profiles: [], chosenProfileId: null });
  // It begins anew, but not one that Chromium was made to load without its developer mode.
  await expect.poll(() => extension.page.isClosed(), { timeout: 20_000 }).toBe(true);
  expect(await isTunnelled()).toBe(false);
});
