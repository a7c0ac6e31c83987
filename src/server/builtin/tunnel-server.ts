import {
  type IncomingHttpHeaders,
  performServerHandshake,
  type ServerHttp2Stream,
  type ServerOptions,
} from 'node:http2';
import type { Duplex } from 'node:stream';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { Clock } from '../../meek/clock.ts';
import { EXIT_PROTOCOL } from '../../tunnel/connect-request.ts';
import { SERVER_SETTINGS, SESSION_MEMORY_MB, SESSION_WINDOW_BYTES } from '../../tunnel/h2-wire.ts';
import { ALPN_HTTP2 } from '../../tunnel/pinned-tls.ts';
import { PROXY_CHALLENGE, proxyAuthorization } from '../../tunnel/proxy-authorization.ts';
import type { Log } from '../log.ts';
import { tokenCheck } from '../token-check.ts';
import { serveConnect } from './connect-handler.ts';
import { serveConnectUdp } from './connect-udp-handler.ts';
import type { DialDestination } from './egress.ts';
import type { DescribeExit } from './exit-address.ts';
import { serveExit } from './exit-handler.ts';
import { refuse } from './refuse.ts';
import type { OpenUdp } from './udp-egress.ts';

/** From the first byte to the end of the TLS handshake, in ms. */
const HANDSHAKE_TIMEOUT_MS = 30_000;

/** Fields of one request; ours has five. */
const MAX_HEADER_PAIRS = 16;

/**
 * Connections that a client may give up, at once and per second from then on. Node's own 33 are
 * fewer than the tabs of a browser that is closed.
 */
const STREAM_RESET_BURST = 2_000;
const STREAM_RESETS_PER_SECOND = 200;

const HTTP2_OPTIONS: ServerOptions = {
  settings: SERVER_SETTINGS,
  maxSessionMemory: SESSION_MEMORY_MB,
  maxHeaderListPairs: MAX_HEADER_PAIRS,
  streamResetBurst: STREAM_RESET_BURST,
  streamResetRate: STREAM_RESETS_PER_SECOND,
};

export interface TunnelServerOptions {
  /** Private key and certificate, PEM. */
  readonly identityPem: string;
  /** What clients must send as `proxy-authorization`; empty for none. */
  readonly token: string;
  readonly dial: DialDestination;
  readonly openUdp: OpenUdp;
  /** Absent: the server does not say where it goes out. */
  readonly describeExit?: DescribeExit;
  readonly clock: Clock;
  readonly log: Log;
}

type OnStream = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void;

/** The server's end of the tunnel: takes over a stream whose client begins with TLS. */
export type AcceptTunnel = (client: Duplex) => void;

/** TLS 1.3 with our own key, and HTTP/2 in it whose every request is a CONNECT. */
export function createTunnelServer(options: TunnelServerOptions): AcceptTunnel {
  const { identityPem, token } = options;
  const isAllowed = tokenCheck(token && proxyAuthorization(token));
  const onStream: OnStream = (stream, headers) => {
    stream.on('error', () => {});
    if (!isAllowed(headers['proxy-authorization'] ?? '')) return challenge(stream);
    serve(stream, headers, options).catch((error: unknown) => {
      options.log.error({ event: 'internal-error', err: error });
      stream.destroy();
    });
  };
  // One for all clients: it takes 36 kB.
  const secureContext = createSecureContext({
    ...{ key: identityPem, cert: identityPem },
    minVersion: 'TLSv1.3',
  });
  return (client) => {
    const socket = new TLSSocket(client, {
      isServer: true,
      secureContext,
      ALPNProtocols: [ALPN_HTTP2],
    });
    const disarm = options.clock.schedule(HANDSHAKE_TIMEOUT_MS, () => client.destroy());
    client.once('close', disarm);
    // A client that does not shake hands, or breaks HTTP/2, is disconnected, which is all.
    socket.on('error', () => client.destroy());
    socket.once('secure', () => {
      disarm();
      if (socket.alpnProtocol === ALPN_HTTP2) serveHttp2(socket, client, onStream);
      else client.destroy();
    });
  };
}

function serveHttp2(socket: TLSSocket, client: Duplex, onStream: OnStream): void {
  const session = performServerHandshake(socket, HTTP2_OPTIONS);
  session.on('error', () => {});
  session.on('stream', onStream);
  // By itself it would wait for what it has written, and keep its connections meanwhile.
  client.once('close', () => session.destroy());
  session.once('close', () => client.destroy());
  // What a session waits for, of a socket that no server of Node's own has made.
  socket.emit('secureConnect');
  session.setLocalWindowSize(SESSION_WINDOW_BYTES);
}

async function serve(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  options: TunnelServerOptions,
): Promise<void> {
  if (headers[':method'] !== 'CONNECT') return refuse(stream, 'http_request_error');
  switch (headers[':protocol']) {
    case undefined:
      return serveConnect(stream, headers[':authority'], options);
    case 'connect-udp':
      return serveConnectUdp(stream, headers[':path'], options);
    case EXIT_PROTOCOL:
      return serveExit(stream, options.describeExit);
    default:
      return refuse(stream, 'http_request_error');
  }
}

function challenge(stream: ServerHttp2Stream): void {
  stream.respond({ ':status': 407, 'proxy-authenticate': PROXY_CHALLENGE }, { endStream: true });
}
