import browser, { type Runtime } from 'webextension-polyfill';
import type { Throughput, ThroughputHistory } from './history.ts';

/** The port over which the background sends `Throughput`s while a popup shows them. */
export const THROUGHPUT_PORT = 'throughput';

/** One second is complete each second. */
const REFRESH_MS = 1_000;

/** Tells every popup that wants it all that is remembered, and then each second as it is over. */
export class ThroughputFeed {
  readonly #history: Pick<ThroughputHistory, 'since'>;

  constructor(history: Pick<ThroughputHistory, 'since'>) {
    this.#history = history;
    browser.runtime.onConnect.addListener((port) => this.#accept(port));
  }

  #accept(port: Runtime.Port): void {
    if (port.name !== THROUGHPUT_PORT || port.sender?.id !== browser.runtime.id) return;
    let nextS = Number.NEGATIVE_INFINITY;
    const send = () => {
      const update: Throughput = this.#history.since(nextS);
      nextS = update.firstS + update.sent.length;
      port.postMessage(update);
    };
    const timer = setInterval(send, REFRESH_MS);
    port.onDisconnect.addListener(() => clearInterval(timer));
    send();
  }
}
