import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { readExactly } from '../../tunnel/read-exactly.ts';
import { Reply, SocksError, VERSION } from '../../tunnel/socks5.ts';
import { HelperError } from '../errors.ts';
import type { ProxyHandlers } from './dial.ts';
import { createHttpProxy } from './http.ts';
import { type SocksHandlers, serveSocks } from './socks.ts';
import { createUdpAssociate, type UdpAssociate } from './udp-associate.ts';

/** Other programs on this machine are let in; other machines are not. */
const LOOPBACK = '127.0.0.1';

/** Ports tried after the preferred one, before any port that is free. */
const NEIGHBOURS = 9;

/** How long an app may take to say what it wants. */
const GREETING_LIMIT_MS = 30_000;

const MAX_CONNECTIONS = 1024;

/** One loopback port that speaks SOCKS5 and HTTP, told apart by the first byte. */
export class LocalProxy {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets: Set<Socket>;

  private constructor(server: Server, sockets: Set<Socket>) {
    this.#server = server;
    this.#sockets = sockets;
    this.port = (server.address() as AddressInfo).port;
  }

  /** @throws HelperError when no port can be opened */
  static async open(preferredPort: number, handlers: ProxyHandlers): Promise<LocalProxy> {
    const serveHttp = createHttpProxy(handlers);
    const udpAssociate = createUdpAssociate(async (destination, onDatagram) => {
      const { openUdp } = handlers;
      if (!openUdp) throw SocksError.fromReply(Reply.commandNotSupported);
      return openUdp(destination, onDatagram);
    });
    const sockets = new Set<Socket>();
    const server = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true });
    server.maxConnections = MAX_CONNECTIONS;
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      socket.on('error', () => {});
      serve(socket, socksHandlers(handlers, udpAssociate), serveHttp).catch(() => socket.destroy());
    });
    await listenSomewhere(server, preferredPort);
    return new LocalProxy(server, sockets);
  }

  get connections(): number {
    return this.#sockets.size;
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }
}

/** As the handlers are at this moment: the way out may change while the port stays open. */
function socksHandlers(handlers: ProxyHandlers, udpAssociate: UdpAssociate): SocksHandlers {
  const { dial, earlyAnswers, openUdp } = handlers;
  return { dial, earlyAnswers, udpAssociate: openUdp && udpAssociate };
}

async function serve(socket: Socket, handlers: SocksHandlers, serveHttp: (socket: Socket) => void) {
  socket.setTimeout(GREETING_LIMIT_MS, () => socket.destroy());
  const first = await readExactly(socket, 1);
  socket.unshift(first);
  if (first[0] === VERSION) return serveSocks(socket, handlers);
  socket.setTimeout(0);
  serveHttp(socket);
}

async function listenSomewhere(server: Server, preferredPort: number): Promise<void> {
  const neighbours = Array.from({ length: NEIGHBOURS + 1 }, (_, step) => preferredPort + step);
  let last: unknown;
  for (const port of [...neighbours.filter((port) => port <= 65_535), 0]) {
    try {
      server.listen(port, LOOPBACK);
      await once(server, 'listening');
      return;
    } catch (error) {
      last = error;
    }
  }
  throw new HelperError('HELPER_NO_PORT', `No port of ${LOOPBACK} could be opened.`, {
    cause: last,
  });
}
