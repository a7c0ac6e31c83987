import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { PinnedEdge } from '../../link/messages.ts';
import { readExactly } from '../../tunnel/read-exactly.ts';
import * as socks5 from '../../tunnel/socks5.ts';
import { describeFailure } from '../local-proxy/failure.ts';

const LOOPBACK = '127.0.0.1';

/** How long a browser may take to say what it wants, in ms. */
const GREETING_LIMIT_MS = 10_000;

/** A browser has a handful to each edge. */
const MAX_CONNECTIONS = 512;

/**
 * A loopback port at which the browser reaches certain edges at the addresses given for them, with
 * TLS of its own: DNS has no say in it. It leads nowhere else.
 */
export class EdgePins {
  /** By `host:port`. */
  #addresses = new Map<string, string[]>();
  #server: Server | null = null;
  readonly #sockets = new Set<Socket>();

  /** Replaces the edges; connections that are open stay. Resolves with the port. */
  async pin(edges: readonly PinnedEdge[]): Promise<number> {
    const groups = Map.groupBy(edges, ({ host, port }) => `${host}:${port}`);
    this.#addresses = new Map(
      [...groups].map(([key, group]) => [key, group.map(({ address }) => address)]),
    );
    this.#server ??= await this.#listen();
    return (this.#server.address() as AddressInfo).port;
  }

  close(): void {
    this.#server?.close();
    this.#server = null;
    this.#addresses.clear();
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  async #listen(): Promise<Server> {
    const server = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true });
    server.maxConnections = MAX_CONNECTIONS;
    server.on('connection', (socket) => {
      this.#keep(socket);
      this.#serve(socket).catch(() => socket.destroy());
    });
    server.listen(0, LOOPBACK);
    await once(server, 'listening');
    return server;
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => {}).once('close', () => this.#sockets.delete(socket));
  }

  async #serve(socket: Socket): Promise<void> {
    socket.setTimeout(GREETING_LIMIT_MS, () => socket.destroy());
    const wanted = await readWish(socket);
    socket.setTimeout(0);
    try {
      const edge = await this.#reach(wanted, socket);
      socket.write(socks5.encodeReply(socks5.Reply.succeeded));
      join(socket, edge);
    } catch (error) {
      if (!socket.destroyed) socket.end(socks5.encodeReply(describeFailure(error).socksReply));
    }
  }

  async #reach({ destination, address }: Wish, asking: Socket): Promise<Socket> {
    const { host, port } = destination;
    const addresses = this.#addresses.get(`${host.toLowerCase()}:${port}`) ?? [];
    const chosen = address === null ? addresses[0] : addresses.find((one) => one === address);
    if (chosen === undefined) throw refusal(socks5.Reply.notAllowed);
    const edge = connect({ host: chosen, port, noDelay: true, allowHalfOpen: true });
    this.#keep(edge);
    const gone = new AbortController();
    const onClose = () => gone.abort();
    asking.once('close', onClose);
    try {
      await once(edge, 'connect', { signal: gone.signal });
      return edge;
    } catch (error) {
      edge.destroy();
      const isRefused = (error as NodeJS.ErrnoException).code === 'ECONNREFUSED';
      const { connectionRefused, hostUnreachable } = socks5.Reply;
      throw refusal(isRefused ? connectionRefused : hostUnreachable);
    } finally {
      asking.off('close', onClose);
    }
  }
}

interface Wish {
  readonly destination: socks5.Destination;
  /** Which of the edge's addresses; null is the first. */
  readonly address: string | null;
}

async function readWish(socket: Socket): Promise<Wish> {
  const read = (lengthBytes: number) => readExactly(socket, lengthBytes);
  const { offersNone, offersLogin } = await socks5.readGreeting(read);
  let address: string | null = null;
  if (offersLogin) {
    socket.write(Uint8Array.of(socks5.VERSION, socks5.METHOD_LOGIN));
    address = await socks5.readLogin(read);
    socket.write(socks5.LOGIN_SUCCEEDED);
  } else if (offersNone) {
    socket.write(Uint8Array.of(socks5.VERSION, socks5.METHOD_NONE));
  } else {
    throw refusal(socks5.Reply.generalFailure);
  }
  const { command, destination } = await socks5.readRequest(read);
  if (command !== socks5.COMMAND_CONNECT) throw refusal(socks5.Reply.commandNotSupported);
  return { destination, address };
}

/** An end is passed on as an end; what breaks one connection resets the other. */
function join(one: Socket, other: Socket): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.pipe(to);
    from.once('close', () => {
      if (!from.readableEnded || !from.writableFinished) to.resetAndDestroy();
    });
  }
}

function refusal(reply: number): socks5.SocksError {
  return socks5.SocksError.fromReply(reply);
}
