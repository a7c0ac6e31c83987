import type { Traffic } from './messages.ts';

/** Counts what passes through the tunnel since it was switched on. */
export class TrafficMeter {
  #openConnections = 0;
  #sentBytes = 0;
  #receivedBytes = 0;

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
  }

  connections(open: number): void {
    this.#openConnections = open;
  }

  sent(bytes: number): void {
    this.#sentBytes += bytes;
  }

  received(bytes: number): void {
    this.#receivedBytes += bytes;
  }
}
