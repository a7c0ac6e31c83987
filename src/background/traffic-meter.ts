import type { Traffic } from './messages.ts';
import type { ThroughputHistory } from './throughput/history.ts';

/** Counts what passes through the tunnel since it was switched on. */
export class TrafficMeter {
  readonly #history: Pick<ThroughputHistory, 'sent' | 'received' | 'clear'> | undefined;
  #openConnections = 0;
  #sentBytes = 0;
  #receivedBytes = 0;

  /** @param history is told of the same */
  constructor(history?: Pick<ThroughputHistory, 'sent' | 'received' | 'clear'>) {
    this.#history = history;
  }

  read(): Traffic {
    return {
      openConnections: this.#openConnections,
      sentBytes: this.#sentBytes,
      receivedBytes: this.#receivedBytes,
    };
  }

  reset(): void {
    this.#sentBytes = 0;
    this.#receivedBytes = 0;
    this.#history?.clear();
  }

  connections(open: number): void {
    this.#openConnections = open;
  }

  sent(bytes: number): void {
    this.#sentBytes += bytes;
    this.#history?.sent(bytes);
  }

  received(bytes: number): void {
    this.#receivedBytes += bytes;
    this.#history?.received(bytes);
  }
}
