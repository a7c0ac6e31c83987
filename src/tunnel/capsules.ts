import { TunnelError } from './errors.ts';
import { decodeVarint, encodeVarint } from './varint.ts';

/** The DATAGRAM capsule type (RFC 9297, section 3.5). */
const DATAGRAM = 0;

/** The context of UDP payloads (RFC 9298, section 4); we register no other. */
const UDP_CONTEXT = 0;

/** What RFC 9298, section 5, lets a UDP payload have, in bytes. */
export const MAX_UDP_PAYLOAD_BYTES = 65_527;

/** A context id is a varint of 8 bytes at most. */
const MAX_DATAGRAM_BYTES = MAX_UDP_PAYLOAD_BYTES + 8;

/** A UDP payload as an HTTP Datagram in a capsule. */
export function encodeDatagram(payload: Uint8Array): Buffer {
  const length = encodeVarint(payload.length + 1);
  return Buffer.concat([Buffer.of(DATAGRAM), length, Buffer.of(UDP_CONTEXT), payload]);
}

/**
 * Takes the UDP payloads out of a stream of capsules, which come in pieces of any size. Holds
 * one datagram at most; capsules and contexts that nobody defined are skipped, as they must be.
 */
export class DatagramReader {
  #bytes: Buffer = Buffer.alloc(0);
  #skipBytes = 0;

  /** @throws TunnelError `TUNNEL_PROTOCOL` for a datagram that is longer than UDP can be */
  push(chunk: Buffer): Buffer[] {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    const payloads: Buffer[] = [];
    for (;;) {
      const value = this.#next();
      if (!value) return payloads;
      const context = decodeVarint(value, 0);
      if (context?.value === UDP_CONTEXT) payloads.push(value.subarray(context.end));
    }
  }

  /** The value of the next DATAGRAM capsule, if it is all there. */
  #next(): Buffer | null {
    for (;;) {
      this.#skip();
      const type = decodeVarint(this.#bytes, 0);
      const length = type && decodeVarint(this.#bytes, type.end);
      if (!length) return null;
      const end = length.end + length.value;
      if (type.value === DATAGRAM) {
        if (length.value > MAX_DATAGRAM_BYTES) throw tooLong(length.value);
        return this.#bytes.length < end ? null : this.#take(length.end, end);
      }
      this.#skipBytes = end;
    }
  }

  #skip(): void {
    const skippedBytes = Math.min(this.#skipBytes, this.#bytes.length);
    this.#bytes = this.#bytes.subarray(skippedBytes);
    this.#skipBytes -= skippedBytes;
  }

  #take(start: number, end: number): Buffer {
    const value = this.#bytes.subarray(start, end);
    this.#bytes = this.#bytes.subarray(end);
    return value;
  }
}

function tooLong(lengthBytes: number): TunnelError {
  return new TunnelError('TUNNEL_PROTOCOL', `A datagram of ${lengthBytes} bytes.`);
}
