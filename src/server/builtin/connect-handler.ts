import { constants, type ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import { resetStream } from '../../tunnel/reset-stream.ts';
import { dialErrorOf } from '../dial.ts';
import { parseHostPort } from '../host-port.ts';
import type { Log } from '../log.ts';
import type { DialDestination } from './egress.ts';
import { proxyErrorOf, refuse } from './refuse.ts';

/** Serves a CONNECT (RFC 9113, section 8.5): a TCP connection to `authority`. Never throws. */
export async function serveConnect(
  stream: ServerHttp2Stream,
  authority: string | undefined,
  { dial, log }: { dial: DialDestination; log: Log },
): Promise<void> {
  const { host, port } = parseHostPort(authority ?? '') ?? {};
  if (!host || !port) return refuse(stream, 'http_request_error');
  const gone = new AbortController();
  stream.once('close', () => gone.abort());
  let socket: Socket;
  try {
    socket = await dial({ host, port }, gone.signal);
  } catch (error) {
    const failure = dialErrorOf(error);
    const { code, message } = failure;
    log.debug({ event: 'destination-unreachable', code, message, destination: { host, port } });
    return refuse(stream, proxyErrorOf(failure));
  }
  if (stream.closed) {
    socket.resetAndDestroy();
    return;
  }
  stream.respond({ ':status': 200 });
  join(stream, socket);
}

/** Each direction ends on its own; what breaks on one side is a reset on the other. */
function join(stream: ServerHttp2Stream, socket: Socket): void {
  socket.on('error', () => resetStream(stream, constants.NGHTTP2_CONNECT_ERROR));
  // Node makes an `end` of a reset, too; it must not get there first.
  stream.on('aborted', () => socket.resetAndDestroy());
  stream.on('close', () => {
    const bothEnded = stream.readableEnded && stream.writableEnded;
    if (!bothEnded || stream.rstCode !== constants.NGHTTP2_NO_ERROR) socket.resetAndDestroy();
  });
  stream.pipe(socket);
  socket.pipe(stream);
}
