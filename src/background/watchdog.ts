import browser from 'webextension-polyfill';
import type { TunnelState } from './state.ts';

const NAME = 'watchdog';

/** The shortest that browsers allow. */
const PERIOD_MINUTES = 0.5;

/** Has the browser wake the worker if it dies while the tunnel is wanted. */
export async function keepWatch({ kind }: TunnelState): Promise<void> {
  if (kind === 'off') await browser.alarms.clear(NAME);
  else browser.alarms.create(NAME, { periodInMinutes: PERIOD_MINUTES });
}
