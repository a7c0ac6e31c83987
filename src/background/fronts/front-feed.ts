import browser, { type Runtime } from 'webextension-polyfill';
import { type FrontList, updateOf } from './fronts-update.ts';

/** The port over which the background sends `FrontsUpdate`s while a popup shows the fronts. */
export const FRONTS_PORT = 'fronts';

/** How fronts fare changes all the time; nobody reads it faster. */
const REFRESH_MS = 1_000;

/**
 * Shows every popup that wants it the fronts of the profile in use: all of them once, afterwards
 * those that have changed, for a profile may have thousands.
 */
export class FrontFeed {
  readonly #read: () => Promise<FrontList>;
  /** With what was sent last over each. */
  readonly #ports = new Map<Runtime.Port, FrontList | null>();
  #last: Promise<void> = Promise.resolve();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(read: () => Promise<FrontList>) {
    this.#read = read;
    browser.runtime.onConnect.addListener((port) => this.#accept(port));
  }

  /** Sends what has changed, if anybody looks and anything has. */
  push(): Promise<void> {
    if (this.#ports.size === 0) return this.#last;
    // One that could not be made is left out; the next comes within a second.
    this.#last = this.#last.then(() => this.#send()).catch(() => {});
    return this.#last;
  }

  async #send(): Promise<void> {
    const list = await this.#read();
    for (const [port, before] of this.#ports) {
      this.#ports.set(port, list);
      const update = updateOf(before, list);
      if (update) port.postMessage(update);
    }
  }

  #accept(port: Runtime.Port): void {
    if (port.name !== FRONTS_PORT || port.sender?.id !== browser.runtime.id) return;
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
  }
}
