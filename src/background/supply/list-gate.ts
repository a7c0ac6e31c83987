import type { TunnelState } from '../state.ts';

/** How lists may be fetched: in the tunnel, or, while it is off, as the browser reaches any site. */
export type ListWay = 'tunnel' | 'direct';

/**
 * Says how lists may be fetched now, and ends what is under way before that changes: a request that
 * began in the tunnel must not go on without it, nor the other way round.
 *
 * While the tunnel is wanted and does not work there is no way: the browser is kept in, and so is
 * this. It is closed to begin with, until what was wanted before is known.
 */
export class ListGate {
  #way: ListWay | null = null;
  #open = new AbortController();

  get way(): ListWay | null {
    return this.#way;
  }

  /** Aborts when the way of now ends. */
  get signal(): AbortSignal {
    return this.#open.signal;
  }

  follow({ kind }: TunnelState): void {
    this.#turnTo(kind === 'on' ? 'tunnel' : kind === 'off' ? 'direct' : null);
  }

  /** The tunnel is about to be given up, or the browser's proxy setting is lost. */
  close(): void {
    this.#turnTo(null);
  }

  #turnTo(way: ListWay | null): void {
    if (way === this.#way) return;
    this.#way = way;
    this.#open.abort();
    this.#open = new AbortController();
  }
}
