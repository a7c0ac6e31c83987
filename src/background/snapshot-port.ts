import browser, { type Runtime } from 'webextension-polyfill';
import { SNAPSHOT_PORT, type Snapshot } from './messages.ts';

/** Numbers change all the time; nobody reads them faster. */
const REFRESH_MS = 1_000;

/** Shows every open popup what is the case, at each change and once a second. */
export class SnapshotPort {
  readonly #snapshot: () => Promise<Snapshot>;
  readonly #ports = new Set<Runtime.Port>();
  #lastPush: Promise<void> = Promise.resolve();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(snapshot: () => Promise<Snapshot>) {
    this.#snapshot = snapshot;
    browser.runtime.onConnect.addListener((port) => this.#accept(port));
  }

  /** Sends what is the case now. Snapshots take time to make, and are sent in order all the same. */
  push(): Promise<void> {
    if (this.#ports.size === 0) return this.#lastPush;
    const snapshot = this.#snapshot();
    const send = async () => {
      const ready = await snapshot;
      for (const port of this.#ports) port.postMessage(ready);
    };
    // One that could not be made is left out; the next comes within a second.
    this.#lastPush = this.#lastPush.then(send).catch(() => {});
    return this.#lastPush;
  }

  #accept(port: Runtime.Port): void {
    if (port.name !== SNAPSHOT_PORT || port.sender?.id !== browser.runtime.id) return;
    this.#ports.add(port);
    this.#timer ??= setInterval(() => this.push(), REFRESH_MS);
    port.onDisconnect.addListener(() => this.#forget(port));
    this.push();
  }

  #forget(port: Runtime.Port): void {
    this.#ports.delete(port);
    if (this.#ports.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
