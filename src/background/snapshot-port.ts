import { SNAPSHOT_PORT, type Snapshot, type SnapshotUpdate } from './messages.ts';
import { PagePorts } from './page-ports.ts';

/** Shows every open popup what is the case, at each change and once a second while one is open. */
export class SnapshotPort {
  readonly #snapshot: () => Promise<Snapshot>;
  readonly #keep: (snapshot: Snapshot) => void;
  readonly #pages: PagePorts<Snapshot>;
  #lastPush: Promise<void> = Promise.resolve();

  /**
   * @param keep is given each that was made, for popups that are not open yet
   * @param onLastGone nobody looks any more
   */
  constructor(
    snapshot: () => Promise<Snapshot>,
    keep: (snapshot: Snapshot) => void,
    onLastGone: () => void,
  ) {
    this.#snapshot = snapshot;
    this.#keep = keep;
    this.#pages = new PagePorts(SNAPSHOT_PORT, { due: () => void this.push(), onLastGone });
  }

  /** Sends what is the case now. Snapshots take time to make, and are sent in order all the same. */
  push(): Promise<void> {
    const snapshot = this.#snapshot();
    const send = async () => {
      const ready = await snapshot;
      this.#keep(ready);
      this.#pages.send(ready, changesOf);
    };
    // One that could not be made is left out; the next comes within a second.
    this.#lastPush = this.#lastPush.then(send).catch(() => {});
    return this.#lastPush;
  }
}

/** What the popup does not have yet. Profiles, which may be large, are the same object until saved. */
function changesOf(before: Snapshot | null, now: Snapshot): SnapshotUpdate {
  if (before === null) return now;
  const changed = (Object.keys(now) as (keyof Snapshot)[]).filter(
    (key) => now[key] !== before[key],
  );
  return Object.fromEntries(changed.map((key) => [key, now[key]]));
}
