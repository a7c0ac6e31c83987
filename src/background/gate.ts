import type { Fetch } from '../meek/carrier.ts';
import { MeekError } from '../meek/errors.ts';

/** The only way out for the carrier's requests: closed, it lets none out and ends those that are. */
export class Gate {
  readonly #fetch: Fetch;
  #open: AbortController | null = null;

  constructor(fetch: Fetch) {
    this.#fetch = fetch;
  }

  open(): void {
    this.#open ??= new AbortController();
  }

  close(): void {
    this.#open?.abort(closed());
    this.#open = null;
  }

  /** The browser's `fetch`, as long as the gate is open. */
  readonly fetch: Fetch = (url, init) => this.guard(this.#fetch)(url, init);

  /** Another `fetch`, likewise. */
  guard(fetch: Fetch): Fetch {
    return async (url, init) => {
      const gate = this.#open;
      if (!gate) throw closed();
      const signal = init.signal ? AbortSignal.any([init.signal, gate.signal]) : gate.signal;
      return fetch(url, { ...init, signal });
    };
  }
}

function closed(): MeekError {
  return new MeekError('MEEK_ABORTED', 'The tunnel is closed.');
}
