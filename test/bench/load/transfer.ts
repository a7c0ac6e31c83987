import type { Socket } from 'node:net';
import { sendEndlessly } from '../origin/endless.ts';
import { RateWindow } from '../origin/rate-window.ts';
import type { Received } from '../origin/requests.ts';
import { open } from './open.ts';
import type { Target } from './tasks.ts';

/** Counted here, where the bytes arrive. */
export async function download(
  target: Target,
  rampMs: number,
  windowMs: number,
): Promise<Received> {
  const socket = await open(target, { do: 'send' });
  const window = new RateWindow(rampMs, windowMs);
  return untilDone(socket, (chunk) => window.count(chunk.length));
}

/** Counted at the origin, where the bytes arrive. */
export async function upload(target: Target, rampMs: number, windowMs: number): Promise<Received> {
  const socket = await open(target, { do: 'receive', rampMs, windowMs });
  let line = '';
  const received = untilDone(socket, (chunk) => {
    line += chunk.toString();
    return line.endsWith('\n') ? (JSON.parse(line) as Received) : undefined;
  });
  sendEndlessly(socket);
  return received;
}

export async function keepBusy(target: Target): Promise<null> {
  const socket = await open(target, { do: 'send' });
  socket.resume();
  return null;
}

function untilDone<T>(socket: Socket, onChunk: (chunk: Buffer) => T | undefined): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  socket.on('data', (chunk: Buffer) => {
    const done = onChunk(chunk);
    if (done !== undefined) resolve(done);
  });
  socket.resume();
  socket.on('error', reject);
  socket.on('close', () => reject(new Error('The connection ended in the middle.')));
  return promise.finally(() => socket.destroy());
}
