import { onTestFinished } from 'vitest';
import { nativeFetch } from '../../src/background/fronting/native-fetch.ts';
import { AttachedBrowser } from '../../src/helper/agent/attached-browser.ts';
import { BrowserLink } from '../../src/helper/agent/browser-link.ts';
import { LinkError } from '../../src/link/errors.ts';
import { fromJsonFrame, toJsonFrame } from '../../src/link/json-frames.ts';
import { isPipeFrame, type ToExtension, type ToHelper } from '../../src/link/messages.ts';
import { LinkPipes } from '../../src/link/pipes.ts';
import type { Fetch } from '../../src/meek/carrier.ts';
import { systemClock } from '../../src/meek/clock.ts';
import type { Front } from '../../src/meek/fronts/front.ts';

export const NATIVE_URL = 'native://0/path?query';

/** The extension's end of native messaging to an agent's, with no process in between. */
export class AttachedExtension {
  readonly browser: AttachedBrowser;
  /** What the agent said, frames aside. */
  readonly messages: ToExtension[] = [];
  readonly pipes: LinkPipes;
  readonly #link: BrowserLink;

  constructor(trustedCaPem?: string) {
    this.browser = new AttachedBrowser(systemClock, crypto.randomUUID(), { trustedCaPem });
    onTestFinished(() => this.browser.close());
    this.pipes = new LinkPipes({
      end: 'extension',
      send: (frame) => void this.tell(toJsonFrame(frame)),
      onOpen: () => {},
    });
    this.#link = new BrowserLink((message) => queueMicrotask(() => this.#receive(message)), {
      onExchange: (pipe) => this.browser.serveExchange(pipe),
      onBroken: () => {},
    });
    this.browser.attach(this.#link);
  }

  tell(message: Exclude<ToHelper, { type: 'hello' | 'system-proxy' }>): Promise<void> {
    return this.browser.receive(structuredClone(message));
  }

  fetchThrough(front: Front, innerHost: string): Fetch {
    return nativeFetch(new Map([[NATIVE_URL, { front, innerHost }]]), () => this.pipes.open());
  }

  /** As when the worker is ended by its browser. */
  leave(): void {
    this.browser.detach(this.#link);
    this.pipes.failAll(new LinkError('LINK_LOST', 'The worker is over.'));
  }

  #receive(message: ToExtension): void {
    if (isPipeFrame(message)) this.pipes.receive(fromJsonFrame(message));
    else this.messages.push(message);
  }
}
