import browser from 'webextension-polyfill';
import type { TunnelState } from './state.ts';

/** Told apart by their text, so not by colour alone. */
const BADGES: Record<TunnelState['kind'], { text: string; color: string }> = {
  off: { text: '', color: '#5f6368' },
  starting: { text: '…', color: '#5f6368' },
  on: { text: '✓', color: '#1b6e3c' },
  degraded: { text: '!', color: '#8a5a00' },
  failed: { text: '×', color: '#a3231d' },
};

export async function showBadge({ kind }: TunnelState): Promise<void> {
  const { text, color } = BADGES[kind];
  await browser.action.setBadgeBackgroundColor({ color });
  await browser.action.setBadgeText({ text });
}
