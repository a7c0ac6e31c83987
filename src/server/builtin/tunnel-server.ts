import {
  createSecureServer,
  type IncomingHttpHeaders,
  type SecureServerOptions,
  type ServerHttp2Stream,
} from 'node:http2';
import type { Duplex } from 'node:stream';
import type { Clock } from '../../meek/clock.ts';
import { SERVER_SETTINGS, SESSION_MEMORY_MB, SESSION_WINDOW_BYTES } from '../../tunnel/h2-wire.ts';
import { PROXY_CHALLENGE, proxyAuthorization } from '../../tunnel/proxy-authorization.ts';
import type { Log } from '../log.ts';
import { tokenCheck } from '../token-check.ts';
import { serveConnect } from './connect-handler.ts';
import { serveConnectUdp } from './connect-udp-handler.ts';
import type { DialDestination } from './egress.ts';
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

const SERVER_OPTIONS: SecureServerOptions = {
  minVersion: 'TLSv1.3',
  handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
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
  readonly clock: Clock;
  readonly log: Log;
}

/** The server's end of the tunnel: takes over a stream whose client begins with TLS. */
export type AcceptTunnel = (client: Duplex) => void;

/** TLS 1.3 with our own key, and HTTP/2 in it whose every request is a CONNECT. */
export function createTunnelServer(options: TunnelServerOptions): AcceptTunnel {
  const { identityPem, token } = options;
  const isAllowed = tokenCheck(token && proxyAuthorization(token));
  const onStream = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    stream.on('error', () => {});
    if (!isAllowed(headers['proxy-authorization'] ?? '')) return challenge(stream);
    serve(stream, headers, options).catch((error: unknown) => {
      options.log.error({ event: 'internal-error', err: error });
      stream.destroy();
    });
  };
  return (client) => {
    // One for each client: a server does not tell which of them a session belongs to.
    const server = createSecureServer({ ...SERVER_OPTIONS, key: identityPem, cert: identityPem });
    server.on('session', (session) => {
      session.setLocalWindowSize(SESSION_WINDOW_BYTES);
      // By itself it would wait for what it has written, and keep its connections meanwhile.
      client.once('close', () => session.destroy());
      session.once('close', () => client.destroy());
    });
    // A client that does not shake hands, or breaks HTTP/2, is disconnected, which is all.
    server.on('tlsClientError', () => client.destroy());
    server.on('sessionError', () => {});
    server.on('stream', onStream);
    server.emit('connection', client);
  };
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
    default:
      return refuse(stream, 'http_request_error');
  }
}

function challenge(stream: ServerHttp2Stream): void {
  stream.respond({ ':status': 407, 'proxy-authenticate': PROXY_CHALLENGE }, { endStream: true });
}
