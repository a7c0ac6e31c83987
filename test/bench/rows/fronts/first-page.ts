import { setTimeout as sleep } from 'node:timers/promises';
import { ORIGIN_TEXT } from '../../../../dev/origin.ts';
import { freePort } from '../../../../dev/ports.ts';
import { type LocalStack, startLocalStack } from '../../../../dev/stack/local-stack.ts';
import { ORIGIN_HOST } from '../../../../dev/stack/names.ts';
import type { Answer } from '../../../../src/background/messages.ts';
import { endWorker } from '../../../e2e/worker.ts';
import { blocksOf, type FieldFront, frontField, isClosed } from './field.ts';

export const FRONT_COUNT = 300;
export const ALIVE_COUNT = 30;

/** How long the tunnel is used before it is switched off, in ms. */
const USED_MS = 8_000;
const PAGE_LIMIT_MS = 60_000;

/** From switching on until a page has loaded, in ms. */
export interface FirstPage {
  readonly onAfterMs: number;
  readonly loadedAfterMs: number;
  /** Fronts whose edge had a request by then. */
  readonly askedFronts: number;
}

export interface Visit {
  readonly cold: FirstPage;
  readonly warm: FirstPage;
}

/**
 * Switches the tunnel on with a list of fronts of which a tenth works, and then, in the same
 * browser, again: with what it has stored, and a worker that knows nothing else.
 */
export async function visitWithField(seed: number): Promise<Visit> {
  const fronts = frontField(FRONT_COUNT, ALIVE_COUNT, seed);
  const closedPort = await freePort();
  await using stack = await startLocalStack({
    fronts: fronts.filter((front) => !isClosed(front)).map(({ host }) => host),
    blocks: blocksOf(fronts),
    resolverRules: fronts
      .filter(isClosed)
      .map(({ host }) => `MAP ${host}:443 127.0.0.1:${closedPort}`),
  });
  await stack.extension.saveProfile({ ...stack.profile, fronts: fronts.map(asFront) });
  const cold = await firstPage(stack);
  await sleep(USED_MS);
  await stack.extension.ask({ type: 'switch-off' });
  await endWorker(stack.browser);
  return { cold, warm: await firstPage(stack) };
}

function asFront({ host, provider }: FieldFront) {
  return { host, provider, port: 443, technique: 'auto' as const };
}

async function firstPage(stack: LocalStack): Promise<FirstPage> {
  const { browser, extension, origin, sightings } = stack;
  const tab = await browser.newPage();
  const before = sightings.length;
  const startMs = performance.now();
  await extension.page.evaluate(switchOn);
  const onAfterMs = performance.now() - startMs;
  const url = `http://${ORIGIN_HOST}:${origin.port}/`;
  await tab.goto(url, { timeout: PAGE_LIMIT_MS });
  const loadedAfterMs = performance.now() - startMs;
  const page = await tab.content();
  await tab.close();
  if (!page.includes(ORIGIN_TEXT)) throw new Error(`Something else than the page came: ${page}`);
  const asked = new Set(sightings.slice(before).map(({ sni }) => sni));
  return { onAfterMs, loadedAfterMs, askedFronts: asked.size };
}

/** Runs in the extension's page, which looks more often than one outside of it could. */
async function switchOn(): Promise<void> {
  await chrome.runtime.sendMessage({ type: 'switch-on' });
  for (;;) {
    const answer: Answer = await chrome.runtime.sendMessage({ type: 'get-snapshot' });
    if (answer.ok && answer.snapshot.state.kind === 'on') return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
