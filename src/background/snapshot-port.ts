import browser, { type Runtime } from 'webextension-polyfill';
import { SNAPSHOT_PORT, type Snapshot, type SnapshotUpdate } from './messages.ts';

/** Numbers change all the time; nobody reads them faster. */
const REFRESH_MS = 1_000;

/** Shows every open popup what is the case, at each change and once a second while one is open. */
export class SnapshotPort {
  readonly #snapshot: () => Promise<Snapshot>;
  readonly #keep: (snapshot: Snapshot) => void;
  readonly #onLastGone: () => void;
  /** With what was sent last over each. */
  readonly #ports = new Map<Runtime.Port, Snapshot | null>();
  #lastPush: Promise<void> = Promise.resolve();
  #timer: ReturnType<typeof setInterval> | undefined;

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
    this.#onLastGone = onLastGone;
    browser.runtime.onConnect.addListener((port) => this.#accept(port));
  }

  /** Sends what is the case now. Snapshots take time to make, and are sent in order all the same. */
  push(): Promise<void> {
    const snapshot = this.#snapshot();
    const send = async () => {
      const ready = await snapshot;
      this.#keep(ready);
      for (const [port, before] of this.#ports) {
        this.#ports.set(port, ready);
        port.postMessage(changesOf(before, ready));
      }
    };
    // One that could not be made is left out; the next comes within a second.
    this.#lastPush = this.#lastPush.then(send).catch(() => {});
    return this.#lastPush;
  }

  #accept(port: Runtime.Port): void {
    if (port.name !== SNAPSHOT_PORT || port.sender?.id !== browser.runtime.id) return;
    this.#ports.set(port, null);
    this.#timer ??= setInterval(() => this.push(), REFRESH_MS);
    port.onDisconnect.addListener(() => this.#forget(port));
    this.push();
  }

  #forget(port: Runtime.Port): void {
    this.#ports.delete(port);
    if (this.#ports.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#onLastGone();
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
