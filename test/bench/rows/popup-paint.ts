import { endWorker } from '../../e2e/worker.ts';
import { launchWithExtension } from '../../screens/browser.ts';
import { extensionWorker, openBarePage } from '../../screens/real-popup.ts';
import type { Measurement, Row } from '../row.ts';
import { median, percentile } from '../statistics.ts';
import { type FirstPaint, openPopup } from './popup-paint/open.ts';

const TIMES = 30;
/** What is later than this is felt as waiting. */
const LIMIT_MS = 100;

const round = (ms: number) => Math.round(ms * 10) / 10;

/**
 * Until Chromium's popup shows the snapshot that was kept, with a worker that runs and with one that
 * has to be started. Frames come every 16 ms; a popup with nothing in it takes three of them.
 */
export const popupPaintRows: readonly Row[] = [true, false].map((isRunning) => ({
  name: isRunning ? 'popup-first-paint' : 'popup-first-paint-asleep',
  async measure({ testbed }): Promise<Measurement> {
    await testbed.clear();
    const paints = await openPopups(isRunning);
    const paintsMs = paints.map(({ paintMs }) => paintMs);
    const value = median(paintsMs);
    return {
      value: round(value),
      unit: 'ms median',
      failure: value > LIMIT_MS ? `more than ${LIMIT_MS} ms` : undefined,
      params: {
        p90Ms: round(percentile(paintsMs, 0.9)),
        worstMs: round(percentile(paintsMs, 1)),
        withinLimit: paintsMs.filter((ms) => ms <= LIMIT_MS).length,
        sinceAskedMs: round(median(paints.map(({ sinceAskedMs }) => sinceAskedMs))),
        waitedFirst: paints.filter(({ state }) => state === 'waiting').length,
        times: TIMES,
      },
    };
  },
}));

async function openPopups(isRunning: boolean): Promise<FirstPaint[]> {
  await using browser = await launchWithExtension();
  await extensionWorker(browser);
  const opener = await openBarePage(browser);
  // The very first one reads the extension's files from the disk.
  await openPopup(opener);
  const paints: FirstPaint[] = [];
  for (let time = 0; time < TIMES; time += 1) {
    if (!isRunning) await endWorker(browser);
    paints.push(await openPopup(opener));
  }
  return paints;
}
