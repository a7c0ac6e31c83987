import type { Socket } from 'node:net';

interface Connection {
  readonly socket: Socket;
  /** The name in its ClientHello, once it is known. */
  front: string | undefined;
}

/** The open TCP connections of an edge. */
export class Connections {
  readonly #open = new Map<string, Connection>();

  add(socket: Socket): void {
    const key = keyOf(socket);
    this.#open.set(key, { socket, front: undefined });
    socket.once('close', () => this.#open.delete(key));
  }

  asksFor(socket: Socket, front: string | undefined): void {
    const connection = this.#open.get(keyOf(socket));
    if (connection) connection.front = front;
  }

  /** Resets the one that carries a request: HTTP/2 hides it, but its far end tells which it is. */
  cut(socket: Socket): void {
    this.#open.get(keyOf(socket))?.socket.resetAndDestroy();
  }

  /** Resets all that asked for a front. */
  cutFront(name: string): void {
    for (const { socket, front } of this.#open.values()) {
      if (front === name) socket.resetAndDestroy();
    }
  }

  destroyAll(): void {
    for (const { socket } of this.#open.values()) socket.destroy();
  }
}

function keyOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
