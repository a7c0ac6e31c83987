import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { freePort } from '../../dev/ports.ts';
import { type Listening, listeningLine, startProcess } from '../../dev/processes.ts';

/** Ports on loopback that fail, each at another step. */
export interface FailingFronts extends AsyncDisposable {
  readonly refuses: number;
  /** SYNs are dropped. */
  readonly dropsSyns: number;
  /** Connects, and resets as soon as it has read a ClientHello. */
  readonly resets: number;
  /** Connects, and never says a word. */
  readonly silent: number;
}

export async function startFailingFronts(): Promise<FailingFronts> {
  await using starting = new AsyncDisposableStack();
  const resets = await listen(starting, (socket) =>
    socket.once('data', () => socket.resetAndDestroy()),
  );
  const silent = await listen(starting, (socket) => socket.resume());
  const dropsSyns = await listenWithoutAccepting(starting);
  const refuses = await freePort();
  const started = starting.move();
  return {
    refuses,
    dropsSyns,
    resets,
    silent,
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

async function listen(
  cleanup: AsyncDisposableStack,
  onSocket: (socket: Socket) => void,
): Promise<number> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => {}).on('close', () => open.delete(socket));
    onSocket(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanup.defer(() => {
    server.close();
    for (const socket of open) socket.destroy();
  });
  return (server.address() as AddressInfo).port;
}

const LISTENER = `require('net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 },
  function () { console.log(JSON.stringify({ event: 'listening', port: this.address().port })); })`;

/** A program that is stopped accepts nothing: once its queue is full, the kernel drops SYNs. */
async function listenWithoutAccepting(cleanup: AsyncDisposableStack): Promise<number> {
  const listener = await startProcess<Listening>({
    command: process.execPath,
    args: ['-e', LISTENER],
    ready: listeningLine,
  });
  const { port } = listener.ready;
  process.kill(listener.pid, 'SIGSTOP');
  const queued = Array.from({ length: 4 }, () => connect(port, '127.0.0.1').on('error', () => {}));
  cleanup.defer(async () => {
    for (const socket of queued) socket.destroy();
    process.kill(listener.pid, 'SIGCONT');
    await listener.stop();
  });
  await once(queued[0] as Socket, 'connect');
  return port;
}
