import { once } from 'node:events';
import type { Socket } from 'node:net';

/** The peer closed in the middle of what it had begun to say. */
export class SocketEndedError extends Error {
  override readonly name = 'SocketEndedError';
  readonly code = 'SOCKET_ENDED';
}

/** Reads exactly so many bytes and leaves what follows in the socket. */
export async function readExactly(socket: Socket, lengthBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let missingBytes = lengthBytes;
  while (missingBytes > 0) {
    // Bytes left in the socket make it `readable` again at once: take them even if too few.
    const piece: Buffer | null = socket.read(Math.min(missingBytes, socket.readableLength));
    if (piece) {
      pieces.push(piece);
      missingBytes -= piece.length;
    } else if (socket.readableEnded || socket.destroyed) {
      throw new SocketEndedError('The peer closed too early.');
    } else {
      await somethingHappens(socket);
    }
  }
  return Buffer.concat(pieces);
}

/** More to read, its end, or the socket's; an error of the socket rejects. */
async function somethingHappens(socket: Socket): Promise<void> {
  const done = new AbortController();
  const events = ['readable', 'end', 'close'].map((event) =>
    once(socket, event, { signal: done.signal }),
  );
  try {
    await Promise.race(events);
  } finally {
    done.abort();
    for (const event of events) event.catch(() => {});
  }
}
