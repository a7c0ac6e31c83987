import browser, { type Runtime } from 'webextension-polyfill';
import type { FRONTS_PORT } from '../../background/fronts/front-feed.ts';
import type { FrontRow } from '../../background/fronts/front-rows.ts';
import type { FrontList, FrontsUpdate } from '../../background/fronts/fronts-update.ts';

const PORT_NAME: typeof FRONTS_PORT = 'fronts';

/** A worker that was restarted begins again with all rows, of which there may be thousands; in ms. */
const RECONNECT_MS = 500;

/**
 * Follows the fronts of the profile in use, across restarts of the background's worker.
 *
 * @returns ends it
 */
export function followFronts(onList: (list: FrontList) => void): () => void {
  let port: Runtime.Port;
  let again: ReturnType<typeof setTimeout> | undefined;

  function connect(): void {
    let list: FrontList | null = null;
    port = browser.runtime.connect({ name: PORT_NAME });
    port.onMessage.addListener((update) => {
      list = applied(list, update as FrontsUpdate);
      onList(list);
    });
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

/** The rows as an update leaves them; those that it does not name are the same objects. */
export function applied(before: FrontList | null, update: FrontsUpdate): FrontList {
  const { profileId, count, changed } = update;
  const known = before?.profileId === profileId ? before.rows : [];
  const rows: FrontRow[] = known.slice(0, count);
  for (const [place, row] of changed) rows[place] = row;
  return { profileId, rows };
}
