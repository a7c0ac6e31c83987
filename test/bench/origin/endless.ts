import type { Socket } from 'node:net';
import { pseudoRandomBytes } from '../../../dev/pseudo-random.ts';

// Nothing on the way compresses, so the same random block again and again will do.
const BLOCK = pseudoRandomBytes(256 * 1024);

/** Writes as fast as the socket takes it, until it is closed. */
export function sendEndlessly(socket: Socket): void {
  const fill = () => {
    while (!socket.destroyed && socket.writable && socket.write(BLOCK));
  };
  socket.on('drain', fill);
  fill();
}
