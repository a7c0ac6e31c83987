import { type ClientHttp2Stream, constants } from 'node:http2';
import { DatagramReader, encodeDatagram, MAX_UDP_PAYLOAD_BYTES } from './capsules.ts';
import { resetStream } from './reset-stream.ts';

/** Datagrams that wait for the tunnel, in bytes; what comes on top is dropped, as a link does. */
const BACKLOG_BYTES = 256 * 1024;

/** Datagrams to and from one destination. */
export interface UdpFlow {
  /** Sends a datagram, or drops it: too long, too many, or the flow is over. */
  send(payload: Uint8Array): void;
  close(): void;
  /** Resolves once nothing more comes: an idle limit of the server's, a refusal, a lost tunnel. */
  readonly closed: Promise<void>;
}

/** The client's end of a CONNECT-UDP request (RFC 9298). */
export class Http2UdpFlow implements UdpFlow {
  readonly closed: Promise<void>;
  readonly #stream: ClientHttp2Stream;

  constructor(stream: ClientHttp2Stream, onDatagram: (payload: Uint8Array) => void) {
    const reader = new DatagramReader();
    this.#stream = stream;
    this.closed = new Promise((resolve) => stream.once('close', resolve));
    stream.on('data', (chunk: Buffer) => {
      try {
        for (const payload of reader.push(chunk)) onDatagram(payload);
      } catch {
        this.close();
      }
    });
    stream.on('end', () => this.close());
    // Lost datagrams are nobody's error: `closed` tells all there is to tell.
    stream.on('error', () => {});
  }

  send(payload: Uint8Array): void {
    if (payload.length > MAX_UDP_PAYLOAD_BYTES || !this.#stream.writable) return;
    if (this.#stream.writableLength > BACKLOG_BYTES) return;
    this.#stream.write(encodeDatagram(payload));
  }

  close(): void {
    resetStream(this.#stream, constants.NGHTTP2_CANCEL);
  }
}
