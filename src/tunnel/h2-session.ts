import { type ClientHttp2Session, connect } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import {
  CLIENT_SETTINGS,
  MAX_STREAMS,
  SESSION_MEMORY_MB,
  SESSION_WINDOW_BYTES,
} from './h2-wire.ts';

/** Names the proxy where HTTP wants a name. It is neither resolved nor sent outside of TLS. */
const PROXY_ORIGIN = 'https://frontage';

/** The client's HTTP/2 over a connection that stands already. */
export function openSession(socket: TLSSocket): ClientHttp2Session {
  const session = connect(PROXY_ORIGIN, {
    createConnection: () => socket,
    settings: CLIENT_SETTINGS,
    // In force until the server has said how many it takes.
    peerMaxConcurrentStreams: MAX_STREAMS,
    maxSessionMemory: SESSION_MEMORY_MB,
  });
  session.setLocalWindowSize(SESSION_WINDOW_BYTES);
  return session;
}
