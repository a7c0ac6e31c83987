import { onTestFinished } from 'vitest';
import type { Dial } from '../../src/helper/local-proxy/dial.ts';
import { LocalProxy } from '../../src/helper/local-proxy/listener.ts';
import type { Pipe } from '../../src/meek/pipe.ts';
import type { Destination } from '../../src/tunnel/socks5.ts';
import { pipePair } from './memory-pipe.ts';
import { TcpClient } from './tcp-client.ts';

export interface Dialled {
  readonly destination: Destination;
  /** The far end of the pipe that the app was given. */
  readonly far: Pipe;
}

/** A local proxy whose every connection is handed to the test. */
export class LocalProxyUnderTest {
  readonly proxy: LocalProxy;
  readonly #dialled: Dialled[];

  private constructor(proxy: LocalProxy, dialled: Dialled[]) {
    this.proxy = proxy;
    this.#dialled = dialled;
  }

  static async open(onDial: (dialled: Dialled) => void = () => {}): Promise<LocalProxyUnderTest> {
    const all: Dialled[] = [];
    const proxy = await openLocalProxy(async (destination) => {
      const { near, far } = pipePair();
      const dialled = { destination, far };
      all.push(dialled);
      onDial(dialled);
      return near;
    });
    return new LocalProxyUnderTest(proxy, all);
  }

  get destinations(): Destination[] {
    return this.#dialled.map(({ destination }) => destination);
  }

  connect(): Promise<TcpClient> {
    return TcpClient.connect(this.proxy.port);
  }

  /** An app whose SOCKS connection stands, and the far end of its pipe. */
  async connected(): Promise<{ app: TcpClient; far: Pipe }> {
    const app = await this.connect();
    app.write(Uint8Array.of(5, 1, 0, 5, 1, 0, 1, 192, 0, 2, 1, 0, 80));
    await app.take(12);
    const far = this.#dialled.at(-1)?.far;
    if (!far) throw new Error('Nothing was dialled.');
    return { app, far };
  }
}

export async function openLocalProxy(dial: Dial): Promise<LocalProxy> {
  const proxy = await LocalProxy.open(40_000 + (process.pid % 10_000), {
    dial,
    acceptLink: (_request, socket) => socket.destroy(),
  });
  onTestFinished(() => proxy.close());
  return proxy;
}
