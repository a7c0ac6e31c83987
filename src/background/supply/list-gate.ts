import type { Layer, TunnelState } from '../state.ts';

/** How lists may be fetched. */
export type ListWay =
  | 'tunnel'
  /** The tunnel is off, and the browser reaches this site as any other. */
  | 'direct'
  /**
   * The helper fetches it, past a tunnel that leads nowhere, where the person wants that: a new list
   * may be what helps. The browser itself is kept in, so that no page's request finds a way out.
   */
  | 'helper';

/**
 * Says how lists may be fetched now, and ends what is under way before that changes: a request that
 * began in the tunnel must not go on without it, nor the other way round.
 *
 * It is closed to begin with, until what was wanted before is known, while the tunnel is starting,
 * and while it is broken where no list could mend it.
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

  follow(state: TunnelState): void {
    this.#turnTo(wayDuring(state));
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

function wayDuring(state: TunnelState): ListWay | null {
  if (state.kind === 'on') return 'tunnel';
  if (state.kind === 'off') return 'direct';
  return state.kind === 'degraded' && leadsNowhere(state.layer) ? 'helper' : null;
}

function leadsNowhere(layer: Layer): boolean {
  return layer === 'front' || layer === 'server';
}
