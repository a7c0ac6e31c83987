import type { Socket } from 'node:net';

/** What the edge has carried since it started, what is still going on included. */
export interface EdgeTotals {
  /** TLS connections that clients opened. */
  readonly connections: number;
  /** Requests, counted as they begin. */
  readonly requests: number;
  /** Bytes on the clients' connections, TLS and HTTP framing included, TCP and IP not. */
  readonly receivedBytes: number;
  readonly sentBytes: number;
}

/** Counts what passes the edge. */
export class TotalsMeter {
  readonly #open = new Set<Socket>();
  #connections = 0;
  #requests = 0;
  #receivedBytes = 0;
  #sentBytes = 0;

  /** `socket` is the TCP connection below TLS. */
  countConnection(socket: Socket): void {
    this.#connections++;
    this.#open.add(socket);
    socket.once('close', () => {
      this.#open.delete(socket);
      this.#receivedBytes += socket.bytesRead;
      this.#sentBytes += socket.bytesWritten;
    });
  }

  countRequest(): void {
    this.#requests++;
  }

  read(): EdgeTotals {
    let receivedBytes = this.#receivedBytes;
    let sentBytes = this.#sentBytes;
    for (const socket of this.#open) {
      receivedBytes += socket.bytesRead;
      sentBytes += socket.bytesWritten;
    }
    return { connections: this.#connections, requests: this.#requests, receivedBytes, sentBytes };
  }
}
