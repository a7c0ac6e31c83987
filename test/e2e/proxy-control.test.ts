import { join } from 'node:path';
import type { WebWorker } from 'puppeteer-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { INNER_HOST } from '../../dev/stack/names.ts';
import { type CleartextTrap, setCleartextTrap } from './cleartext-trap.ts';
import { socksCurl } from './curl.ts';
import { type RunningStack, runStack } from './running-stack.ts';

const TAKEOVERS = 5;
const LOAD_CONNECTIONS = 8;

let trap: CleartextTrap;
let running: RunningStack;
let rival: WebWorker;

beforeEach(async () => {
  trap = await setCleartextTrap();
  running = await runStack({
    resolverRules: [80, 443].map((port) => `MAP ${INNER_HOST}:${port} 127.0.0.1:${trap.port}`),
    extraExtensions: [join(import.meta.dirname, 'rival-extension')],
  });
  const target = await running.stack.browser.waitForTarget((one) =>
    one.url().endsWith('/background.js'),
  );
  rival = (await target.worker()) as WebWorker;
});

afterEach(async () => {
  await running[Symbol.asyncDispose]();
  await trap[Symbol.asyncDispose]();
});

const takeProxy = () =>
  rival.evaluate(() =>
    chrome.proxy.settings.set({ value: { mode: 'direct' as chrome.proxy.Mode } }),
  );
const giveProxyBack = () => rival.evaluate(() => chrome.proxy.settings.clear({}));

test('the trap works: without our setting a plain request to the inner host falls into it', async () => {
  await running.stack.extension.ask({ type: 'switch-off' });
  await running.stack.extension.page.evaluate(
    (url) => fetch(url, { method: 'POST', body: 'x' }).catch(() => {}),
    `http://${INNER_HOST}/`,
  );
  expect(trap.caught).toHaveLength(1);
});

test('when another extension takes the proxy setting under load, nothing leaves in cleartext', async () => {
  const { extension } = running.stack;
  for (let takeover = 0; takeover < TAKEOVERS; takeover++) {
    const load = Array.from({ length: LOAD_CONNECTIONS }, () =>
      socksCurl(running.proxyPort, '-o', '/dev/null', `${running.originUrl}/bytes/20000000`),
    );
    await untilExchanging();
    await takeProxy();
    await untilHeld();
    await giveProxyBack();
    await extension.until('on again', ({ kind }) => kind === 'on');
    await Promise.all(load);
  }
  expect(trap.caught).toEqual([]);
});

test('while another extension holds the setting the edge sees nothing, and it recovers after', async () => {
  const { extension, sightings } = running.stack;
  await takeProxy();
  await untilHeld();
  const seenBefore = sightings.length;
  const { exitCode } = await socksCurl(running.proxyPort, `${running.originUrl}/`);
  expect(exitCode).not.toBe(0);
  expect(sightings.length).toBe(seenBefore);
  await giveProxyBack();
  await extension.until('on again', ({ kind }) => kind === 'on');
  expect((await socksCurl(running.proxyPort, `${running.originUrl}/`)).exitCode).toBe(0);
});

/** Exchanges may fail before the browser tells why: the reason that stays is the right one. */
function untilHeld() {
  return running.stack.extension.until(
    'held by another extension',
    (state) => state.kind === 'degraded' && state.reason === 'proxy-held-by-extension',
  );
}

/** Waits until the edge has seen a good many exchanges more. */
async function untilExchanging(): Promise<void> {
  const enough = running.stack.sightings.length + 30;
  while (running.stack.sightings.length < enough) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
