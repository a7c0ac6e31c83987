import browser, { type Runtime } from 'webextension-polyfill';

/** What is shown changes all the time; nobody reads it faster. */
const REFRESH_MS = 1_000;

export interface PagePortsEvents {
  /** It is time to send: a page has come, or a second has passed while one is there. */
  readonly due: () => void;
  readonly onLastGone?: () => void;
}

/** The ports of one name that pages of the extension hold open. */
export class PagePorts<Sent> {
  readonly #name: string;
  readonly #events: PagePortsEvents;
  /** With what was sent last over each. */
  readonly #ports = new Map<Runtime.Port, Sent | null>();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(name: string, events: PagePortsEvents) {
    this.#name = name;
    this.#events = events;
    browser.runtime.onConnect.addListener((port) => this.#accept(port));
  }

  get isEmpty(): boolean {
    return this.#ports.size === 0;
  }

  /** @param updateOf what to tell a page that knows `before`, which is null at first; null: nothing */
  send(now: Sent, updateOf: (before: Sent | null, now: Sent) => object | null): void {
    for (const [port, before] of this.#ports) {
      this.#ports.set(port, now);
      const update = updateOf(before, now);
      if (update) port.postMessage(update);
    }
  }

  #accept(port: Runtime.Port): void {
    if (port.name !== this.#name || port.sender?.id !== browser.runtime.id) return;
    const { due } = this.#events;
    this.#ports.set(port, null);
    this.#timer ??= setInterval(due, REFRESH_MS);
    port.onDisconnect.addListener(() => this.#forget(port));
    due();
  }

  #forget(port: Runtime.Port): void {
    this.#ports.delete(port);
    if (!this.isEmpty) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#events.onLastGone?.();
  }
}
