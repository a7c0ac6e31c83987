import browser, { type Runtime } from 'webextension-polyfill';

/** A worker that was restarted may have much to tell again; in ms. */
const RECONNECT_MS = 500;

/**
 * Listens to one of the background's ports, across restarts of its worker.
 *
 * @param begin is called for each connection: the worker begins anew, too
 * @returns ends it
 */
export function followPort(name: string, begin: () => (update: unknown) => void): () => void {
  let port: Runtime.Port;
  let again: ReturnType<typeof setTimeout> | undefined;

  function connect(): void {
    port = browser.runtime.connect({ name });
    port.onMessage.addListener(begin());
    // Not told to the end that disconnects.
    port.onDisconnect.addListener(() => {
      again = setTimeout(connect, RECONNECT_MS);
    });
  }

  connect();
  return () => {
    clearTimeout(again);
    port.disconnect();
  };
}
