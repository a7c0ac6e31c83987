import type { Compared, ExchangeSize, Received } from '../origin/requests.ts';

/** Where a connection leads, through a SOCKS5 proxy on this machine or directly. */
export interface Target {
  readonly host: string;
  readonly port: number;
  readonly proxyPort?: number | undefined;
}

export type Task =
  /** One connection, for so long after its ramp. */
  | { readonly do: 'download' | 'upload'; readonly rampMs: number; readonly windowMs: number }
  /** Connections in turn: how long each takes to its first byte. */
  | { readonly do: 'first-bytes'; readonly count: number; readonly limitMs: number }
  /** One connection: how long a byte takes there and back, `count` times. */
  | { readonly do: 'round-trips'; readonly count: number }
  /** Connections at once: how long until all have their first byte. */
  | { readonly do: 'open-at-once'; readonly count: number }
  /** Opens connections and leaves them idle until the process is ended. */
  | { readonly do: 'hold'; readonly count: number }
  /** Downloads until the process is ended. */
  | { readonly do: 'keep-busy' }
  /** Ends with what it has when the limit is over. */
  | ({ readonly do: 'exchange'; readonly limitMs: number } & ExchangeSize);

export type ResultOf<T extends Task> = T extends { do: 'download' | 'upload' }
  ? Received
  : T extends { do: 'first-bytes' | 'round-trips' }
    ? readonly number[]
    : T extends { do: 'open-at-once' }
      ? number
      : T extends { do: 'exchange' }
        ? Exchanged
        : null;

export interface Exchanged {
  readonly down: Compared;
  /** What the origin said; null when it did not come to that. */
  readonly up: Compared | null;
  /** How long the app waited for its connection, and then for the end. */
  readonly openedAfterMs: number;
  readonly elapsedMs: number;
  /** `ended early`: as if that were all. `reset`: with an error, as a broken connection should. */
  readonly ended: 'complete' | 'reset' | 'ended early' | 'at its limit';
}

/** What the load program prints: one line of JSON. */
export type TaskOutcome = { readonly result: unknown } | { readonly failure: string };
