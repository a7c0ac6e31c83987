import browser, { type Runtime } from 'webextension-polyfill';
import type { GUIDE_PORT } from '../../background/pairing/guide-port.ts';

const PORT_NAME: typeof GUIDE_PORT = 'helper-guide';
const RECONNECT_MS = 1_000;

/**
 * Tells the background that a guide is open, so that it looks for the helper; again when its worker
 * was restarted, and when the person comes back to it, from a terminal as a rule: then it looks at
 * once. Returns what ends that.
 */
export function announceGuide(): () => void {
  let port: Runtime.Port | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const begin = () => {
    clearTimeout(timer);
    port?.disconnect();
    port = browser.runtime.connect({ name: PORT_NAME });
    port.onDisconnect.addListener(() => {
      timer = setTimeout(begin, RECONNECT_MS);
    });
  };
  begin();
  addEventListener('focus', begin);
  return () => {
    removeEventListener('focus', begin);
    clearTimeout(timer);
    port?.disconnect();
  };
}
