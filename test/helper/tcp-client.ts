import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** An app: writes what a test tells it to, and keeps what comes back. */
export class TcpClient {
  readonly socket: Socket;
  /** The code of the error that ended the connection; undefined after a clean end. */
  readonly closed: Promise<string | undefined>;
  /** Everything up to the far end's clean end. */
  readonly ended: Promise<unknown>;
  #received = Buffer.alloc(0);
  #error: string | undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.#error = error.code;
    });
    this.ended = new Promise((resolve) => socket.once('end', resolve));
    this.closed = new Promise((resolve) => socket.once('close', () => resolve(this.#error)));
  }

  static async connect(port: number): Promise<TcpClient> {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    onTestFinished(() => void socket.destroy());
    const client = new TcpClient(socket);
    await once(socket, 'connect');
    return client;
  }

  write(bytes: Uint8Array | string): void {
    this.socket.write(bytes);
  }

  end(): void {
    this.socket.end();
  }

  /** What came so far and was not taken. */
  get received(): Buffer {
    return this.#received;
  }

  /** Takes the next bytes as soon as so many have come. */
  async take(lengthBytes: number): Promise<Buffer> {
    await this.#until(() => this.#received.length >= lengthBytes);
    const bytes = this.#received.subarray(0, lengthBytes);
    this.#received = this.#received.subarray(lengthBytes);
    return bytes;
  }

  /** Takes everything up to and with `mark`. */
  async takeThrough(mark: string): Promise<string> {
    await this.#until(() => this.#received.includes(mark));
    return (await this.take(this.#received.indexOf(mark) + mark.length)).toString('latin1');
  }

  async #until(isEnough: () => boolean): Promise<void> {
    while (!isEnough()) {
      if (this.socket.readableEnded || this.socket.destroyed) {
        throw new Error(`The connection is over; it left ${JSON.stringify(`${this.#received}`)}.`);
      }
      const done = new AbortController();
      const events = ['data', 'end', 'close'].map((event) =>
        once(this.socket, event, { signal: done.signal }).catch(() => {}),
      );
      await Promise.race(events);
      done.abort();
    }
  }
}
