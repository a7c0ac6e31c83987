import browser from 'webextension-polyfill';
import type { SNAPSHOT_PORT, Snapshot, SnapshotUpdate } from '../background/messages.ts';
import { send } from './requests.ts';

const PORT_NAME: typeof SNAPSHOT_PORT = 'snapshots';

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5_000;

/**
 * Follows the background's snapshots, across restarts of its worker.
 *
 * Calls `onSnapshot(null)` when a connection ended before it brought one: what was known is no
 * longer known to be true.
 */
export function followSnapshots(onSnapshot: (snapshot: Snapshot | null) => void): void {
  let waitMs = FIRST_WAIT_MS;

  function connect(): void {
    let answered = false;
    const take = (snapshot: Snapshot): void => {
      answered = true;
      waitMs = FIRST_WAIT_MS;
      onSnapshot(snapshot);
    };
    const port = browser.runtime.connect({ name: PORT_NAME });
    let known = {} as Snapshot;
    port.onMessage.addListener((update) => {
      known = { ...known, ...(update as SnapshotUpdate) };
      take(known);
    });
    port.onDisconnect.addListener(() => {
      if (!answered) onSnapshot(null);
      setTimeout(connect, waitMs);
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
    });
    // The port tells of changes only.
    void send({ type: 'get-snapshot' }).then((answer) => {
      if (answer?.ok) take(answer.snapshot);
    });
  }

  connect();
}
