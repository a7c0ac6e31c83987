import { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';

/**
 * What may wait to be sent, in bytes: several times what edges let be on its way, since Node counts a
 * write until the last byte of it has gone.
 */
const MAX_WAITING_BYTES = 64 * 1024 * 1024;

/**
 * A socket that takes what is written at once, and sends it when it can.
 *
 * Node's HTTP/2 reads nothing while a write of its own is under way. So what is slow to go up holds
 * up what comes down; and of two ends that do so, with more than the kernel's buffers on its way in
 * both directions, each waits for the other for ever (Node 24: 20 MB each way in three requests).
 */
export class EagerDuplex extends Duplex {
  readonly #socket: TLSSocket;

  constructor(socket: TLSSocket) {
    super({ autoDestroy: true });
    this.#socket = socket;
    socket
      .on('data', (chunk: Buffer) => {
        if (!this.push(chunk)) socket.pause();
      })
      .on('end', () => this.push(null))
      .on('error', (error) => this.destroy(error))
      .on('close', () => this.destroy());
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#socket.write(chunk);
    this.#goOn(done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this.#socket.cork();
    for (const { chunk } of chunks) this.#socket.write(chunk);
    this.#socket.uncork();
    this.#goOn(done);
  }

  override _final(done: () => void): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }

  #goOn(done: () => void): void {
    if (this.#socket.writableLength < MAX_WAITING_BYTES) done();
    else this.#socket.once('drain', done);
  }
}
