import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { MAX_MESSAGE_BYTES } from '../../link/binary-frames.ts';
import { CHROMIUM_EXTENSION_IDS } from '../../link/identity.ts';
import { linkTokenOf } from '../../link/socket-path.ts';

const server = new WebSocketServer({
  noServer: true,
  clientTracking: false,
  maxPayload: MAX_MESSAGE_BYTES,
  perMessageDeflate: false,
});

/**
 * Opens a worker's WebSocket on the local proxy's port.
 *
 * Any page may try to connect to a port of this machine, and any program may claim an Origin: the
 * extension's Origin and the token that only native messaging carries are both asked for.
 */
export function acceptLinkSocket(
  request: IncomingMessage,
  socket: Socket,
  head: Buffer,
  expectedToken: string | null,
  onOpen: (socket: WebSocket) => void,
): void {
  const token = linkTokenOf(request.url ?? '');
  if (isExtension(request.headers.origin) && isSame(token, expectedToken)) {
    server.handleUpgrade(request, socket, head, onOpen);
  } else {
    socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
  }
}

/** Firefox' origins differ from installation to installation; the token tells ours. */
function isExtension(origin = ''): boolean {
  return (
    origin.startsWith('moz-extension://') ||
    CHROMIUM_EXTENSION_IDS.some((id) => origin === `chrome-extension://${id}`)
  );
}

function isSame(token: string | null, expected: string | null): boolean {
  if (token === null || expected === null) return false;
  const [a, b] = [Buffer.from(token), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
