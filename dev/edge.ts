import { type EventEmitter, once } from 'node:events';
import {
  createSecureServer,
  type Http2SecureServer,
  type SecureServerOptions,
  type ServerHttp2Session,
} from 'node:http2';
import { createServer, type Server } from 'node:https';
import { type AddressInfo, createServer as createListener, type Socket } from 'node:net';
import { createSecureContext, createServer as createTlsServer, type SecureContext } from 'node:tls';
import type { PemPair } from './certificates.ts';
import { captureInto } from './edge/capture.ts';
import { peekServerName } from './edge/client-hello.ts';
import { Connections } from './edge/connections.ts';
import {
  type EdgeRequest,
  type EdgeResponse,
  type Exchange,
  openExchange,
} from './edge/exchange.ts';
import type { Fault, Handler } from './edge/faults/fault.ts';
import type { FrontBlocks } from './edge/faults/front-blocks.ts';
import { withFaults } from './edge/faults/named.ts';
import { answerCover, answerError } from './edge/pages.ts';
import { ReverseProxy } from './edge/reverse-proxy.ts';
import { type Route, routeOf, routingTable } from './edge/routing.ts';
import { observe, type Sighting } from './edge/sighting.ts';
import { type EdgeTotals, TotalsMeter } from './edge/totals.ts';

export interface EdgeOptions {
  /** Default 127.0.0.1. */
  readonly host?: string | undefined;
  /** Default 0: any free port. */
  readonly port?: number | undefined;
  /** Certificate of each front, by its name. */
  readonly fronts: Readonly<Record<string, PemPair>>;
  /** For a ClientHello without SNI or with an unknown one. */
  readonly defaultCertificate: PemPair;
  /** Origin of each inner host, by its name: an `http:` or `https:` URL. */
  readonly inners: Readonly<Record<string, URL>>;
  /** The CA of `https:` origins. Default: the system's. */
  readonly originCaPem?: string | undefined;
  /** No HTTP/2. Default false. */
  readonly http1Only?: boolean | undefined;
  /** How long an origin may stay silent, in ms. Default 60 000. */
  readonly originTimeoutMs?: number | undefined;
  /** What goes wrong with exchanges for an origin, in this order. Default: nothing. */
  readonly faults?: readonly Fault[] | undefined;
  /** Fronts that are blocked, or may be; they meet exchanges before all faults. Default: none. */
  readonly blocks?: FrontBlocks | undefined;
  /** A folder for everything that passes in the clear: see `captureInto`. Default: none. */
  readonly captureFolder?: string | undefined;
  /** Called with each request that is over. */
  readonly onRequest?: ((sighting: Sighting) => void) | undefined;
}

/** A CDN edge to develop against: TLS for several fronts, routing by authority. */
export interface Edge {
  readonly port: number;
  /** The latest requests, from their beginning on, oldest first. */
  readonly seen: readonly Sighting[];
  totals(): EdgeTotals;
  /** Breaks off what is going on and closes. */
  close(): Promise<void>;
}

const MAX_SEEN = 10_000;
const MAX_CONNECTIONS = 2_048;
const MAX_STREAMS_PER_CONNECTION = 256;
const MAX_ORIGIN_CONNECTIONS = 512;
const ORIGIN_TIMEOUT_MS = 60_000;
const KEEP_ALIVE_MS = 65_000;

// Node's default of 64 KiB holds a stream to 0.6 MB/s over a round trip of 100 ms.
const STREAM_WINDOW_BYTES = 4 * 1024 * 1024;
const CONNECTION_WINDOW_BYTES = 16 * 1024 * 1024;

export async function startEdge(options: EdgeOptions): Promise<Edge> {
  const table = routingTable(Object.entries(options.inners), Object.keys(options.fronts));
  const proxy = new ReverseProxy({
    originTimeoutMs: options.originTimeoutMs ?? ORIGIN_TIMEOUT_MS,
    originConnections: MAX_ORIGIN_CONNECTIONS,
    originCaPem: options.originCaPem,
  });
  const seen: Sighting[] = [];
  const totals = new TotalsMeter();
  const connections = new Connections();
  const { blocks } = options;
  blocks?.onCut((front) => connections.cutFront(front));
  const serve: Handler = (exchange) => {
    dispatch(exchange, routeOf(exchange.authority, table), proxy);
  };
  const faulty = withFaults(options.faults ?? [], serve);
  const forward = blocks?.before(faulty) ?? faulty;
  const capture = options.captureFolder ? captureInto(options.captureFolder) : undefined;
  const handle = (request: EdgeRequest, response: EdgeResponse) => {
    totals.countRequest();
    const { socket } = request;
    const opened = openExchange(request, response, () => connections.cut(socket));
    const exchange = capture?.watch(opened) ?? opened;
    const route = routeOf(exchange.authority, table);
    const { observed, sighting } = observe(exchange, route.to);
    if (seen.push(sighting) > MAX_SEEN) seen.shift();
    exchange.onClosed(() => options.onRequest?.(sighting));
    if (route.to === 'origin') forward(observed);
    else dispatch(observed, route, proxy);
  };
  const server = createEdgeServer(options).on('request', handle);
  const impostor = createImpostor(options);
  const listener = createListener((socket) => {
    totals.countConnection(socket);
    connections.add(socket);
    socket.setNoDelay(true);
    if (!blocks) server.emit('connection', socket);
    else receive(socket, { served: server, impostor }, connections, blocks);
  });
  listener.maxConnections = MAX_CONNECTIONS;
  listener.listen(options.port ?? 0, options.host ?? '127.0.0.1');
  await once(listener, 'listening');
  return {
    port: (listener.address() as AddressInfo).port,
    seen,
    totals: () => totals.read(),
    async close() {
      const closed = once(listener, 'close');
      listener.close();
      connections.destroyAll();
      proxy.close();
      await closed;
    },
  };
}

/** The name that it asks for is known before TLS begins, as a censor knows it. */
function receive(
  socket: Socket,
  servers: Readonly<Record<'served' | 'impostor', EventEmitter>>,
  connections: Connections,
  blocks: FrontBlocks,
): void {
  socket.on('error', () => {});
  peekServerName(socket, (name) => {
    connections.asksFor(socket, name);
    const reception = blocks.receptionOf(name);
    if (reception === 'reset') socket.resetAndDestroy();
    else if (reception === 'swallowed') socket.resume();
    else servers[reception].emit('connection', socket);
  });
}

/** A server of its own: the edge's would take up a TLS session again without any certificate. */
function createImpostor({ defaultCertificate }: EdgeOptions): EventEmitter {
  return createTlsServer({
    cert: defaultCertificate.certificatePem,
    key: defaultCertificate.keyPem,
    ALPNProtocols: ['h2', 'http/1.1'],
  });
}

function dispatch(exchange: Exchange, route: Route, proxy: ReverseProxy): void {
  if (route.to === 'origin') proxy.forward(exchange, route.origin, route.inner);
  else if (route.to === 'cover') answerCover(exchange);
  else answerError(exchange, 421);
}

function createEdgeServer(options: EdgeOptions): Http2SecureServer | Server {
  const tls: SecureServerOptions = {
    cert: options.defaultCertificate.certificatePem,
    key: options.defaultCertificate.keyPem,
    SNICallback: certificateBySni(options),
  };
  const server = options.http1Only ? createServer(tls) : createHttp2Server(tls);
  return Object.assign(server, { keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 0 });
}

function createHttp2Server(tls: SecureServerOptions): Http2SecureServer {
  const server = createSecureServer({
    ...tls,
    allowHTTP1: true,
    settings: {
      initialWindowSize: STREAM_WINDOW_BYTES,
      maxConcurrentStreams: MAX_STREAMS_PER_CONNECTION,
    },
  });
  return server.on('session', (session: ServerHttp2Session) => {
    session.setLocalWindowSize(CONNECTION_WINDOW_BYTES);
  });
}

function certificateBySni(options: EdgeOptions): NonNullable<SecureServerOptions['SNICallback']> {
  const contexts = new Map<string, SecureContext>();
  for (const [name, { certificatePem, keyPem }] of Object.entries(options.fronts)) {
    contexts.set(name.toLowerCase(), createSecureContext({ cert: certificatePem, key: keyPem }));
  }
  return (serverName, done) => {
    done(null, contexts.get(serverName.toLowerCase()));
  };
}
