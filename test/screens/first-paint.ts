/**
 * `npx node test/screens/first-paint.ts [TIMES]`: how long Chromium's own popup takes from its opening
 * to the paint of its empty frame and of the snapshot that was kept, with a worker that runs and with one that has to be started.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'puppeteer-core';
import { endWorker } from '../e2e/worker.ts';
import { launchWithExtension } from './browser.ts';
import { extensionWorker, openBarePage, openRealPopup } from './real-popup.ts';

const TIMES = Number(process.argv[2] ?? 20);
/** The popup has long been painted, and the worker has answered. */
const REST_MS = 500;

/** Of the browsers only Chromium has it, so TypeScript does not. */
interface PerformanceElementTiming extends PerformanceEntry {
  readonly renderTime: number;
  readonly identifier: string;
}

interface Sample {
  /** From the navigation to the first paint, by the page's own clock. */
  readonly paintMs: number;
  /** From the request to open it, with what the browser does before the page is begun. */
  readonly openedMs: number;
  /** The same to the first paint that says something, and not the empty frame. */
  readonly stateMs: number;
  /** What that said: a snapshot's state, or that it waits. */
  readonly state: string;
}

async function sample(browser: Browser, opener: Page): Promise<Sample> {
  const askedAtMs = Date.now();
  const popup = await openRealPopup(browser, opener);
  await sleep(REST_MS);
  const { originMs, paintMs, stateMs, state } = await popup.evaluate(async () => {
    const painted = await new Promise<PerformanceElementTiming | undefined>((resolve) => {
      const observer = new PerformanceObserver((list) => {
        resolve(list.getEntries()[0] as PerformanceElementTiming);
      });
      observer.observe({ type: 'element', buffered: true });
    });
    return {
      originMs: performance.timeOrigin,
      paintMs: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
      stateMs: painted?.renderTime ?? Number.NaN,
      state: painted?.identifier ?? '',
    };
  });
  await popup.close();
  // Closing takes the browser a moment, too.
  await sleep(REST_MS);
  return { paintMs, stateMs, state, openedMs: originMs + stateMs - askedAtMs };
}

function describe(name: string, samples: readonly Sample[]): string {
  const percentiles = (values: number[]) => {
    const sorted = values.toSorted((a, b) => a - b);
    const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]?.toFixed(0);
    return `median ${at(0.5)} ms, 95 % ${at(0.95)} ms, worst ${at(1)} ms`;
  };
  const paints = percentiles(samples.map(({ paintMs }) => paintMs));
  const opened = percentiles(samples.map(({ openedMs }) => openedMs));
  const states = percentiles(samples.map(({ stateMs }) => stateMs));
  const waited = samples.filter(({ state }) => state === 'waiting').length;
  return `${name}: empty frame ${paints}; snapshot ${states}, ${waited} times “Waiting” first; since it was asked for ${opened}`;
}

await using browser = await launchWithExtension();
await extensionWorker(browser);
const opener = await openBarePage(browser);
for (const isRunning of [true, false]) {
  const samples: Sample[] = [];
  for (let time = 0; time < TIMES; time++) {
    if (!isRunning) await endWorker(browser);
    samples.push(await sample(browser, opener));
  }
  console.log(describe(isRunning ? 'worker running' : 'worker ended', samples));
}
