import type { RawData, WebSocket } from 'ws';

/** About 2 ms of work. */
const TURN_BYTES = 256 * 1024;

/**
 * Has a socket wait for a turn of the event loop after so many bytes. Node reads up to 2 MiB of one
 * socket before it looks at any other, and whoever opens a connection meanwhile waits that long.
 */
export function takeTurns(socket: WebSocket): void {
  let bytes = 0;
  socket.on('message', (data: RawData) => {
    bytes += (data as Buffer).length;
    if (bytes < TURN_BYTES) return;
    bytes = 0;
    socket.pause();
    setImmediate(() => socket.resume());
  });
}
