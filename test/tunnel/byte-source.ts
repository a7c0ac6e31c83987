import { ByteReader } from '../../src/tunnel/byte-reader.ts';
import type { ReadExactly } from '../../src/tunnel/socks5.ts';

/** A stream of these chunks, and its end. */
export function streamOf(...chunks: Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
}

export function readerOf(...chunks: Uint8Array[]): ReadExactly {
  const reader = new ByteReader(streamOf(...chunks));
  return (lengthBytes) => reader.readExactly(lengthBytes);
}

/** The same bytes, one at a time. */
export function bytewise(bytes: Uint8Array): Uint8Array[] {
  return Array.from(bytes, (byte) => Uint8Array.of(byte));
}
