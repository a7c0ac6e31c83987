import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** More than a ClientHello has. */
const KEPT_BYTES = 4_096;

/**
 * Stands where a front would be, and passes TCP on to the edge: keeps what each connection begins
 * with, counts what comes down, and can fall silent as a censor's network does.
 */
export class FrontTap implements AsyncDisposable {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #hellos: Buffer[] = [];
  #edgePort = 0;
  #isSilent = false;
  downBytes = 0;

  private constructor(server: Server) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (socket) => this.#pass(socket));
  }

  static async open(address = '127.0.0.1', port = 0): Promise<FrontTap> {
    const server = createServer();
    server.listen(port, address);
    await once(server, 'listening');
    return new FrontTap(server);
  }

  leadTo(edgePort: number): void {
    this.#edgePort = edgePort;
  }

  /** The first bytes of each connection so far. */
  get hellos(): readonly Buffer[] {
    return this.#hellos;
  }

  /** Connections stay open and carry nothing any more, nor do new ones. */
  silence(): void {
    this.#isSilent = true;
    for (const socket of this.#sockets) socket.unpipe().pause();
  }

  /** New connections pass again; those that fell silent are gone. */
  speak(): void {
    this.#isSilent = false;
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #pass(near: Socket): void {
    this.#keep(near);
    if (this.#isSilent) return void near.pause();
    near.once('data', (first: Buffer) => this.#hellos.push(first.subarray(0, KEPT_BYTES)));
    const far = connect(this.#edgePort, '127.0.0.1');
    this.#keep(far);
    far.on('data', ({ length }: Buffer) => {
      this.downBytes += length;
    });
    near.pipe(far).pipe(near);
    near.once('close', () => far.destroy());
    far.once('close', () => near.destroy());
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => {}).once('close', () => this.#sockets.delete(socket));
  }
}
