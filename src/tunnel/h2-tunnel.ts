import { once } from 'node:events';
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  constants,
  type OutgoingHttpHeaders,
} from 'node:http2';
import type { TLSSocket } from 'node:tls';
import type { Clock } from '../meek/clock.ts';
import type { Pipe } from '../meek/pipe.ts';
import { connectHeaders, connectUdpHeaders, exitHeaders } from './connect-request.ts';
import { Http2UdpFlow, type UdpFlow } from './connect-udp.ts';
import { TunnelError } from './errors.ts';
import { openSession } from './h2-session.ts';
import { MAX_STREAMS } from './h2-wire.ts';
import { Liveness } from './liveness.ts';
import { connectPinned } from './pinned-tls.ts';
import { PipeDuplex } from './pipe-duplex.ts';
import { proxyAuthorization } from './proxy-authorization.ts';
import { whenAccepted } from './refusal.ts';
import type { Destination } from './socks5.ts';
import { StreamPipe } from './stream-pipe.ts';

/** How long TLS may take, in ms: its round trips may be those in which a front is looked for. */
const HANDSHAKE_LIMIT_MS = 30_000;

/** More streams, or more waiting in them, than the server holds: Node sends either. */
const BUSY_CODES: ReadonlySet<number> = new Set([
  constants.NGHTTP2_REFUSED_STREAM,
  constants.NGHTTP2_ENHANCE_YOUR_CALM,
]);

export interface TunnelOptions {
  /** Of the server's key: base64 of the SHA-256 of its SubjectPublicKeyInfo. */
  readonly pin: string;
  /** Goes with every request, inside TLS; null for a server that asks for none. */
  readonly token: string | null;
  readonly clock: Clock;
  /** Calls the handshake off. Of no meaning once it is done. */
  readonly signal?: AbortSignal;
  /** Told of what moves, either way, in bytes. */
  readonly onMoved?: (byteLength: number) => void;
}

export interface DialOptions {
  /** Calls the dial off. Of no meaning once it has resolved. */
  readonly signal?: AbortSignal;
  /** The connection's first bytes: they leave together with the CONNECT. */
  readonly earlyData?: Uint8Array;
  /** Resolves at once, before the far end answered: a refusal then breaks the pipe instead. */
  readonly isOptimistic?: boolean;
}

/** One encrypted pipe to our server: TLS 1.3, HTTP/2 in it, and a CONNECT per connection. */
export class H2Tunnel {
  /** Settles once the tunnel is over: resolves after `close`, rejects with the cause. */
  readonly closed: Promise<void>;

  readonly #transport: PipeDuplex;
  readonly #session: ClientHttp2Session;
  readonly #authorization: OutgoingHttpHeaders;
  readonly #liveness: Liveness;
  readonly #settingsKnown: Promise<unknown>;
  readonly #settle = Promise.withResolvers<void>();
  #openStreams = 0;
  #failure: unknown;

  /**
   * Shakes hands over `pipe`, which belongs to the tunnel from then on.
   *
   * @throws TunnelError `TUNNEL_WRONG_PIN` or `TUNNEL_HANDSHAKE`; the pipe's error; the signal's
   * reason. The pipe is given up in each case.
   */
  static async open(pipe: Pipe, options: TunnelOptions): Promise<H2Tunnel> {
    const { pin, clock, signal } = options;
    const limit = new AbortController();
    const tooLate = new TunnelError('TUNNEL_HANDSHAKE', 'The server did not shake hands in time.');
    const disarm = clock.schedule(HANDSHAKE_LIMIT_MS, () => limit.abort(tooLate));
    const transport = new PipeDuplex(pipe, options.onMoved);
    try {
      const until = signal ? AbortSignal.any([signal, limit.signal]) : limit.signal;
      const socket = await connectPinned(transport, pin, until);
      return new H2Tunnel(transport, socket, options);
    } finally {
      disarm();
    }
  }

  private constructor(transport: PipeDuplex, socket: TLSSocket, options: TunnelOptions) {
    const { token, clock } = options;
    this.#transport = transport;
    this.#authorization = token ? { 'proxy-authorization': proxyAuthorization(token) } : {};
    this.#session = openSession(socket);
    this.#session.on('error', (cause) => this.#fail(this.#causeOf(cause)));
    this.#session.on('close', () => this.#fail(this.#causeOf()));
    this.#settingsKnown = once(this.#session, 'remoteSettings');
    this.#liveness = new Liveness({
      clock,
      receivedBytes: () => socket.bytesRead,
      movedBytes: () => socket.bytesRead + socket.bytesWritten,
      ping: (onAnswer) => this.#session.ping((error) => error || onAnswer()),
      onDead: () => this.#fail(new TunnelError('TUNNEL_DEAD', 'The server does not answer.')),
    });
    this.closed = this.#settle.promise;
    for (const ignored of [this.closed, this.#settingsKnown]) ignored.catch(() => {});
  }

  /** Whether `closed` has settled, or is about to. */
  get isOver(): boolean {
    return this.#failure !== undefined;
  }

  /** Connections and UDP flows that are open, or being opened. */
  get openStreams(): number {
    return this.#openStreams;
  }

  /**
   * Connects to `destination`.
   *
   * @throws SocksError when the server cannot connect; TunnelError; the signal's reason
   */
  dial(destination: Destination, options: DialOptions = {}): Promise<Pipe> {
    return this.#connect(() => connectHeaders(destination), options);
  }

  /**
   * Asks where the server goes out to the internet: what it says is read from the pipe.
   *
   * @throws SocksError when the server does not say; TunnelError; the signal's reason
   */
  openExit(signal: AbortSignal): Promise<Pipe> {
    return this.#connect(exitHeaders, { signal });
  }

  async #connect(headers: () => OutgoingHttpHeaders, options: DialOptions): Promise<Pipe> {
    const { signal, earlyData, isOptimistic = false } = options;
    signal?.throwIfAborted();
    const stream = this.#request(headers());
    if (earlyData && earlyData.length > 0) stream.write(earlyData);
    const pipe = new StreamPipe(stream, (cause) => this.#explain(stream, cause));
    const accepted = whenAccepted(stream, (refusal) => pipe.fail(refusal));
    if (isOptimistic) return pipe;
    const giveUp = () => pipe.fail(signal?.reason);
    signal?.addEventListener('abort', giveUp, { once: true });
    try {
      await Promise.race([accepted, pipe.closed]);
      return pipe;
    } finally {
      signal?.removeEventListener('abort', giveUp);
    }
  }

  /**
   * Opens a flow of datagrams to `destination`. It is of use at once: what the server refuses to
   * carry is lost, as datagrams are.
   *
   * @throws TunnelError `TUNNEL_NO_UDP` if the server carries none; SocksError for a bad name
   */
  async openUdp(
    destination: Destination,
    onDatagram: (payload: Uint8Array) => void,
  ): Promise<UdpFlow> {
    await Promise.race([this.#settingsKnown, this.closed]);
    if (!this.#session.remoteSettings.enableConnectProtocol) {
      throw new TunnelError('TUNNEL_NO_UDP', 'The server does not know extended CONNECT.');
    }
    const stream = this.#request(connectUdpHeaders(destination));
    const flow = new Http2UdpFlow(stream, onDatagram);
    void whenAccepted(stream, () => flow.close());
    return flow;
  }

  /**
   * Resolves when the server has answered a PING (RFC 9113, section 6.7).
   *
   * @throws what broke the tunnel instead
   */
  async ping(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    const { promise: answered, resolve } = Promise.withResolvers<void>();
    this.#session.ping((error) => error || resolve());
    await Promise.race([answered, this.closed]);
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Ends the tunnel, and every connection in it, at once. */
  close(): void {
    this.#fail(new TunnelError('TUNNEL_CLOSED', 'The tunnel was closed.'));
  }

  #request(headers: OutgoingHttpHeaders): ClientHttp2Stream {
    if (this.#failure !== undefined) throw this.#failure;
    // The server said that it takes no more requests.
    if (this.#session.closed) throw TunnelError.lost();
    const limit = Math.min(
      MAX_STREAMS,
      this.#session.remoteSettings.maxConcurrentStreams ?? MAX_STREAMS,
    );
    if (this.#openStreams >= limit) throw TunnelError.busy();
    const stream = this.#session.request(
      { ...headers, ...this.#authorization },
      { endStream: false },
    );
    this.#openStreams += 1;
    this.#liveness.watch();
    stream.once('close', () => {
      this.#openStreams -= 1;
      if (this.#openStreams === 0) this.#liveness.rest();
    });
    return stream;
  }

  #explain(stream: ClientHttp2Stream, cause?: Error): unknown {
    if (this.#session.destroyed) return this.#causeOf(cause);
    const { rstCode } = stream;
    if (BUSY_CODES.has(rstCode)) return TunnelError.busy();
    const message = `The far end reset the connection (HTTP/2 code ${rstCode}).`;
    return new TunnelError('TUNNEL_RESET', message, { cause });
  }

  /** What broke below says more than that HTTP/2 broke with it. */
  #causeOf(cause?: Error): unknown {
    return this.#failure ?? this.#transport.errored ?? TunnelError.lost(cause);
  }

  #fail(error: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.#liveness.rest();
    this.#session.destroy();
    // The session would wait for what it has written, and the far end may not be reading.
    this.#transport.destroy();
    if (error instanceof TunnelError && error.code === 'TUNNEL_CLOSED') this.#settle.resolve();
    else this.#settle.reject(error);
  }
}
