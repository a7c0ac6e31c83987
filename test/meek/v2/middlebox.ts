import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** Something on the way to a server that forwards TCP connections, until the test spoils it. */
export interface Middlebox {
  readonly port: number;
  readonly connectionCount: number;
  /** From now on nothing passes, and nobody is told. */
  freeze(): void;
}

export interface MiddleboxFaults {
  /** After so many bytes, either way, a connection is reset. Asked for each connection. */
  readonly cutAfterBytes?: () => number;
}

export async function startMiddlebox(
  targetPort: number,
  { cutAfterBytes = () => Number.POSITIVE_INFINITY }: MiddleboxFaults = {},
): Promise<Middlebox> {
  const sockets = new Set<Socket>();
  let isFrozen = false;
  let connectionCount = 0;
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ port: targetPort, host: '127.0.0.1', noDelay: true });
    const pair = [near, far];
    let restBytes = cutAfterBytes();
    connectionCount += 1;
    const join = (from: Socket, to: Socket) => {
      sockets.add(from);
      from.on('error', () => {});
      from.on('close', () => {
        sockets.delete(from);
        if (!isFrozen) to.destroy();
      });
      from.on('data', (chunk) => {
        if (isFrozen) return;
        to.write(chunk);
        restBytes -= chunk.length;
        if (restBytes < 0) for (const socket of pair) socket.resetAndDestroy();
      });
    };
    join(near, far);
    join(far, near);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    get connectionCount() {
      return connectionCount;
    },
    freeze() {
      isFrozen = true;
    },
  };
}
