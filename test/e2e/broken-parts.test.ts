import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { ORIGIN_TEXT } from '../../dev/origin.ts';
import { pseudoRandomBytes } from '../../dev/pseudo-random.ts';
import { CHROMIUM_EXTENSION_URL } from '../../dev/stack/chromium.ts';
import { ExtensionPage } from '../../dev/stack/extension-page.ts';
import { startServer } from '../../dev/stack/local-stack.ts';
import { FRONTS } from '../../dev/stack/names.ts';
import type { Reason } from '../../src/background/state.ts';
import { socksCurl } from './curl.ts';
import { untilReason, watchReasons } from './reasons.ts';
import { proxyPortOf, type RunningStack, runStack } from './running-stack.ts';
import { crashExtension, endWorker } from './worker.ts';

/** Enough that a part can be killed in the middle, at the rate of the browser. */
const SURVIVING_BYTES = { chromium: 300_000_000, firefox: 60_000_000 };

let running: RunningStack;

afterEach(() => running[Symbol.asyncDispose]());

/** A download that goes on for longer than the test, and how it ends. */
async function downloadUntilItEnds(): Promise<{ ended: Promise<number> }> {
  const download = socksCurl(
    running.proxyPort,
    ...['-o', '/dev/null'],
    `${running.originUrl}/bytes/5000000000`,
  );
  await untilExchanging();
  return { ended: download.then(({ exitCode }) => exitCode) };
}

async function untilExchanging(): Promise<void> {
  const enough = running.stack.sightings.length + 10;
  while (running.stack.sightings.length < enough) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function untilInterrupted(reasons: Reason[]): Promise<void> {
  const { state } = await running.stack.extension.until(
    'interrupted',
    ({ kind }) => kind === 'degraded',
  );
  expect(reasons).toContain(state.kind === 'degraded' && state.reason);
}

async function expectRecovery(): Promise<void> {
  const snapshot = await running.stack.extension.until('on again', ({ kind }) => kind === 'on');
  expect(proxyPortOf(snapshot)).toBe(running.proxyPort);
  expect((await socksCurl(running.proxyPort, `${running.originUrl}/`)).exitCode).toBe(0);
}

async function helperPids() {
  const { helper } = await running.stack.extension.ask({ type: 'get-snapshot' });
  if (!helper) throw new RangeError('There is no helper.');
  return helper;
}

/** curl's status for a connection that was reset or cut short, and for one it could not open. */
const BROKEN_STATUSES = [7, 18, 56, 97];

describe.each(['chromium', 'firefox'] as const)('in %s', (browser) => {
  test('when the relay is killed, its connections go on with the next one, byte for byte', async () => {
    running = await runStack({ browser });
    const download = socksCurl(
      running.proxyPort,
      `${running.originUrl}/bytes/${SURVIVING_BYTES[browser]}`,
    );
    await untilExchanging();
    const before = await helperPids();
    await watchReasons(running.stack.extension);
    process.kill(before.relay, 'SIGKILL');
    await untilReason(running.stack.extension, 'helper-stopped');
    const { exitCode, stdout } = await download;
    expect(exitCode).toBe(0);
    expect(stdout.equals(pseudoRandomBytes(SURVIVING_BYTES[browser]))).toBe(true);
    await expectRecovery();
    const after = await helperPids();
    expect(after.agent).toBe(before.agent);
    expect(after.relay).not.toBe(before.relay);
  });

  test('when the agent is killed, connections end, the state names the helper, and it recovers', async () => {
    running = await runStack({ browser });
    const { ended } = await downloadUntilItEnds();
    const before = await helperPids();
    await watchReasons(running.stack.extension);
    process.kill(before.agent, 'SIGKILL');
    expect(BROKEN_STATUSES).toContain(await ended);
    await untilReason(running.stack.extension, 'helper-stopped');
    await expectRecovery();
    expect((await helperPids()).agent).not.toBe(before.agent);
  });

  test('when the server is killed, connections end, the state names the server, and it recovers', async () => {
    running = await runStack({ browser });
    const { ended } = await downloadUntilItEnds();
    process.kill(running.stack.server.pid, 'SIGKILL');
    expect(BROKEN_STATUSES).toContain(await ended);
    await untilInterrupted(['server-unreachable']);
    const refused = await socksCurl(running.proxyPort, `${running.originUrl}/`);
    expect(BROKEN_STATUSES).toContain(refused.exitCode);
    const { port } = running.stack.server.ready;
    const server = await startServer(running.stack.token, running.stack.folder, {
      serverArgs: ['--listen', `127.0.0.1:${port}`],
    });
    try {
      await expectRecovery();
    } finally {
      await server.stop();
    }
  });

  test('switched off, the browser setting is given back and the port is closed', async () => {
    running = await runStack({ browser });
    await running.stack.extension.ask({ type: 'switch-off' });
    await expectSettingGivenBack[browser]();
    const opened = once(connect(running.proxyPort, '127.0.0.1'), 'connect');
    await expect(opened).rejects.toThrow('ECONNREFUSED');
  });
});

test('when the edge is killed, the state names the front, and nothing goes out directly', async () => {
  running = await runStack();
  await downloadUntilItEnds();
  process.kill(running.stack.edge.pid, 'SIGKILL');
  await untilInterrupted(['front-unreachable', 'fronts-blocked']);
  const page = await running.stack.browser.newPage();
  const requestsBefore = running.stack.origin.requests.length;
  await expect(page.goto(`${running.originUrl}/`)).rejects.toThrow('net::ERR_');
  expect(running.stack.origin.requests.length).toBe(requestsBefore);
});

test('a worker that the browser ends comes back, and no connection is lost', async () => {
  running = await runStack();
  const { browser, extension } = running.stack;
  const download = socksCurl(
    running.proxyPort,
    `${running.originUrl}/bytes/${SURVIVING_BYTES.chromium}`,
  );
  await untilExchanging();
  await endWorker(browser);
  await extension.until('on again', ({ kind }) => kind === 'on');
  const { exitCode, stdout } = await download;
  expect(exitCode).toBe(0);
  expect(stdout.equals(pseudoRandomBytes(SURVIVING_BYTES.chromium))).toBe(true);
  await expectRecovery();
});

test('when the extension crashes and no page of it is open, the alarm brings it back, and no connection is lost', async () => {
  running = await runStack();
  const { browser, extension, folder } = running.stack;
  const download = socksCurl(
    running.proxyPort,
    `${running.originUrl}/bytes/${SURVIVING_BYTES.chromium}`,
  );
  await untilExchanging();
  // It would wake the worker.
  await extension.page.close();
  await crashExtension(folder);
  const { exitCode, stdout } = await download;
  expect(exitCode).toBe(0);
  expect(stdout.equals(pseudoRandomBytes(SURVIVING_BYTES.chromium))).toBe(true);
  const reopened = await ExtensionPage.open(browser, CHROMIUM_EXTENSION_URL);
  await reopened.until('on', ({ kind }) => kind === 'on');
});

const expectSettingGivenBack = {
  async chromium(): Promise<void> {
    const { levelOfControl, value } = await running.stack.extension.page.evaluate(() =>
      chrome.proxy.settings.get({}),
    );
    expect(levelOfControl).toBe('controllable_by_this_extension');
    expect(value.mode).not.toBe('pac_script');
  },
  /** There is no setting to look at. The browser itself can resolve the fronts, and so reach them. */
  async firefox(): Promise<void> {
    const { browser, origin, servedPorts } = running.stack;
    const page = await browser.newPage();
    await page.goto(`http://${FRONTS[0]}:${origin.port}/`);
    expect(await page.content()).toContain(ORIGIN_TEXT);
    const [asked] = origin.requests;
    expect(servedPorts.has(asked?.remotePort ?? 0)).toBe(false);
  },
};
