import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** Passes TCP connections on, until those that stand are to drop everything without a word. */
export class SilentProxy {
  readonly port: number;
  connections = 0;
  readonly #sockets: Socket[];
  readonly #onSilence: (() => Promise<void>)[];

  private constructor(port: number, sockets: Socket[], onSilence: (() => Promise<void>)[]) {
    this.port = port;
    this.#sockets = sockets;
    this.#onSilence = onSilence;
  }

  static async start(targetPort: number): Promise<SilentProxy> {
    const sockets: Socket[] = [];
    const onSilence: (() => Promise<void>)[] = [];
    const server = createServer((near) => {
      const far = connect(targetPort, '127.0.0.1');
      sockets.push(near, far);
      proxy.connections += 1;
      for (const socket of [near, far]) socket.on('error', () => {});
      near.pipe(far);
      far.pipe(near);
      onSilence.push(
        () =>
          new Promise((resolve) => {
            near
              .unpipe(far)
              .once('data', () => resolve())
              .resume();
            far.unpipe(near).resume();
          }),
      );
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const proxy = new SilentProxy((server.address() as AddressInfo).port, sockets, onSilence);
    onTestFinished(() => {
      server.close();
      proxy.cut();
    });
    return proxy;
  }

  /**
   * The connections that stand stay open, and carry nothing any more. Resolves when something has
   * got lost that way.
   */
  async silence(): Promise<void> {
    await Promise.race(this.#onSilence.splice(0).map((silence) => silence()));
  }

  /** Resets the connections that stand. */
  cut(): void {
    for (const socket of this.#sockets.splice(0)) socket.resetAndDestroy();
  }
}
