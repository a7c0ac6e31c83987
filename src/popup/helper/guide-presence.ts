import browser from 'webextension-polyfill';
import type { GUIDE_PORT } from '../../background/pairing/guide-port.ts';

const PORT_NAME: typeof GUIDE_PORT = 'helper-guide';
const RECONNECT_MS = 1_000;

/**
 * Tells the background that a guide is open, so that it looks for the helper, and again when its
 * worker was restarted. Returns what ends that.
 */
export function announceGuide(): () => void {
  const end = new AbortController();
  connect(end.signal);
  return () => end.abort();
}

function connect(ended: AbortSignal): void {
  if (ended.aborted) return;
  const port = browser.runtime.connect({ name: PORT_NAME });
  const leave = () => port.disconnect();
  ended.addEventListener('abort', leave, { once: true });
  port.onDisconnect.addListener(() => {
    ended.removeEventListener('abort', leave);
    setTimeout(() => connect(ended), RECONNECT_MS);
  });
}
