/** What the first line of a connection asks of the bench's origin, as JSON. */
export type OriginRequest =
  /** Sends as fast as it can until the connection ends. */
  | { readonly do: 'send' }
  /** Takes bytes for so long after the first one, and answers with a line of `Received`. */
  | { readonly do: 'receive'; readonly rampMs: number; readonly windowMs: number }
  /** Takes so many bytes, and answers with a newline. */
  | { readonly do: 'take'; readonly bytes: number }
  /** Sends back what it gets. */
  | { readonly do: 'echo' }
  /** Both at once, checked at both ends; the origin answers with a line of `Compared` at the end. */
  | ({ readonly do: 'exchange' } & ExchangeSize);

export interface ExchangeSize {
  readonly downBytes: number;
  readonly upBytes: number;
  /** Each way. */
  readonly bytesPerSecond: number;
  /** How long both directions rest in their middle. */
  readonly restMs: number;
}

/** Bytes that came after the ramp, and from the first one on. */
export interface Received {
  readonly windowBytes: number;
  readonly windowMs: number;
  readonly allBytes: number;
  readonly allMs: number;
}

export interface Compared {
  readonly bytes: number;
  /** As many as there should be, and each the right one. */
  readonly isExact: boolean;
  /** The longest time without a byte. */
  readonly longestGapMs: number;
}
