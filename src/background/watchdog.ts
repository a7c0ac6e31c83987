import browser from 'webextension-polyfill';
import type { TunnelState } from './state.ts';

const NAME = 'watchdog';

/** The shortest that browsers allow. */
const PERIOD_MINUTES = 0.5;

/**
 * Has the browser wake the worker if it dies while the tunnel is wanted.
 *
 * A hidden document (`chrome.offscreen`) would wake it within 200 ms instead of half a minute. But
 * it lives in the worker's process, and where that crashes while it holds a document, Chromium ends
 * the whole extension until the person starts it again; without one, the next alarm brings it back.
 * (Chromium 156. Of its own requests the worker's end raises no event that wakes it.)
 */
export async function keepWatch({ kind }: TunnelState): Promise<void> {
  if (kind === 'off') await browser.alarms.clear(NAME);
  else browser.alarms.create(NAME, { periodInMinutes: PERIOD_MINUTES });
}
