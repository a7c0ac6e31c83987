import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Pipe } from '../../meek/pipe.ts';

/** An app that closed its side and then neither reads nor sends is taken for gone. */
const HALF_CLOSED_IDLE_MS = 120_000;

/**
 * Joins an app's connection and a pipe until both directions have ended. An end is passed on as
 * an end; anything broken is passed on as a reset, so that the app can tell it from an end.
 */
export async function splice(socket: Socket, pipe: Pipe): Promise<void> {
  const reader = pipe.readable.getReader();
  const writer = pipe.writable.getWriter();
  const giveUp = (error: unknown) => {
    reader.cancel(error).catch(() => {});
    writer.abort(error).catch(() => {});
  };
  const onClose = () => giveUp(closedByApp());
  socket.once('close', onClose);
  socket.once('timeout', () => socket.destroy());
  try {
    await Promise.all([pumpUp(socket, writer), pumpDown(reader, socket)]);
    socket.off('close', onClose);
  } catch (error) {
    socket.resetAndDestroy();
    // It may have closed before anyone listened for that.
    giveUp(error);
  }
}

async function pumpUp(socket: Socket, writer: WritableStreamDefaultWriter<Uint8Array>) {
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) await writer.write(chunk);
  await writer.close();
  socket.setTimeout(HALF_CLOSED_IDLE_MS);
}

async function pumpDown(reader: ReadableStreamDefaultReader<Uint8Array>, socket: Socket) {
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (socket.destroyed) throw closedByApp();
    if (!socket.write(value)) await drained(socket);
  }
  socket.end();
}

async function drained(socket: Socket): Promise<void> {
  const done = new AbortController();
  const drain = once(socket, 'drain', { signal: done.signal });
  const close = once(socket, 'close', { signal: done.signal }).then(() => {
    throw closedByApp();
  });
  try {
    await Promise.race([drain, close]);
  } finally {
    done.abort();
    drain.catch(() => {});
    close.catch(() => {});
  }
}

function closedByApp(): Error {
  return Object.assign(new Error('The app closed the connection.'), { code: 'APP_CLOSED' });
}
