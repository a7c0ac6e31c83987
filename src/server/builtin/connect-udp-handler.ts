import type { Socket } from 'node:dgram';
import type { ServerHttp2Stream } from 'node:http2';
import type { Clock } from '../../meek/clock.ts';
import { DatagramReader, encodeDatagram } from '../../tunnel/capsules.ts';
import { parseUdpTarget } from '../../tunnel/udp-target.ts';
import { dialErrorOf } from '../dial.ts';
import type { Log } from '../log.ts';
import { proxyErrorOf, refuse } from './refuse.ts';
import type { OpenUdp } from './udp-egress.ts';

/** A flow without datagrams for this long ends, in ms: the least that RFC 4787 (REQ-5) allows. */
export const UDP_IDLE_LIMIT_MS = 120_000;

/** Datagrams that wait for the client, in bytes; what comes on top is dropped. */
const BACKLOG_BYTES = 256 * 1024;

/** Serves a CONNECT-UDP (RFC 9298): datagrams to and from one destination. Never throws. */
export async function serveConnectUdp(
  stream: ServerHttp2Stream,
  path: string | undefined,
  { openUdp, clock, log }: { openUdp: OpenUdp; clock: Clock; log: Log },
): Promise<void> {
  const destination = parseUdpTarget(path ?? '');
  if (!destination) return refuse(stream, 'http_request_error');
  const gone = new AbortController();
  stream.once('close', () => gone.abort());
  let socket: Socket;
  try {
    socket = await openUdp(destination, gone.signal);
  } catch (error) {
    const failure = dialErrorOf(error);
    const { code, message } = failure;
    log.debug({ event: 'destination-unreachable', code, message, destination });
    return refuse(stream, proxyErrorOf(failure));
  }
  if (stream.closed) {
    socket.close();
    return;
  }
  stream.respond({ ':status': 200, 'capsule-protocol': '?1' });
  relay(stream, socket, clock);
}

function relay(stream: ServerHttp2Stream, socket: Socket, clock: Clock): void {
  const reader = new DatagramReader();
  let lastMs = clock.nowMs();
  const endWhenIdle = () => {
    const leftMs = lastMs + UDP_IDLE_LIMIT_MS - clock.nowMs();
    if (leftMs <= 0) stream.end();
    else cancelIdle = clock.schedule(leftMs, endWhenIdle);
  };
  let cancelIdle = clock.schedule(UDP_IDLE_LIMIT_MS, endWhenIdle);

  socket.on('message', (payload) => {
    lastMs = clock.nowMs();
    if (stream.writable && stream.writableLength <= BACKLOG_BYTES) {
      stream.write(encodeDatagram(payload));
    }
  });
  // Nobody listens there, as ICMP says: the next datagram may open another flow.
  socket.on('error', () => stream.end());
  stream.on('data', (chunk: Buffer) => {
    lastMs = clock.nowMs();
    try {
      // What is too long for the path is dropped, as anywhere on the internet.
      for (const payload of reader.push(chunk)) socket.send(payload, () => {});
    } catch {
      stream.close();
    }
  });
  stream.on('end', () => stream.end());
  stream.on('close', () => {
    cancelIdle();
    socket.close();
  });
}
