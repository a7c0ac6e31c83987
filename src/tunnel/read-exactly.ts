import { once } from 'node:events';
import type { Duplex } from 'node:stream';

/** The peer closed in the middle of what it had begun to say. */
export class StreamEndedError extends Error {
  override readonly name = 'StreamEndedError';
  readonly code = 'STREAM_ENDED';
}

/** Reads exactly so many bytes and leaves what follows in the stream. */
export async function readExactly(stream: Duplex, lengthBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let missingBytes = lengthBytes;
  while (missingBytes > 0) {
    // Bytes left in the stream make it `readable` again at once: take them even if too few.
    const piece: Buffer | null = stream.read(Math.min(missingBytes, stream.readableLength));
    if (piece) {
      pieces.push(piece);
      missingBytes -= piece.length;
    } else if (stream.readableEnded || stream.destroyed) {
      throw new StreamEndedError('The peer closed too early.');
    } else {
      await somethingHappens(stream);
    }
  }
  return Buffer.concat(pieces);
}

/** More to read, its end, or the stream's; an error of the stream rejects. */
async function somethingHappens(stream: Duplex): Promise<void> {
  const done = new AbortController();
  const events = ['readable', 'end', 'close'].map((event) =>
    once(stream, event, { signal: done.signal }),
  );
  try {
    await Promise.race(events);
  } finally {
    done.abort();
    for (const event of events) event.catch(() => {});
  }
}
