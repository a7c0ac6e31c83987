import { once } from 'node:events';
import type { Socket } from 'node:net';
import { open } from './open.ts';
import type { Target } from './tasks.ts';

/** From the first packet of the app to the first byte of the origin. */
async function firstByteMs(target: Target): Promise<number> {
  const startMs = performance.now();
  const socket = await open(target, { do: 'echo' }, 'x');
  await nextBytes(socket);
  const elapsedMs = performance.now() - startMs;
  socket.destroy();
  return elapsedMs;
}

export async function firstBytes(
  target: Target,
  count: number,
  limitMs: number,
): Promise<number[]> {
  // The first one may have to build what all the others use.
  await firstByteMs(target);
  const untilMs = performance.now() + limitMs;
  const samples: number[] = [];
  while (samples.length < count && performance.now() < untilMs) {
    samples.push(await firstByteMs(target));
  }
  return samples;
}

export async function openAtOnce(target: Target, count: number): Promise<number> {
  await firstByteMs(target);
  const startMs = performance.now();
  await Promise.all(Array.from({ length: count }, () => firstByteMs(target)));
  return performance.now() - startMs;
}

export async function roundTrips(target: Target, count: number): Promise<number[]> {
  const socket = await open(target, { do: 'echo' }, 'x');
  await nextBytes(socket);
  const samples: number[] = [];
  for (let index = 0; index < count; index++) {
    const startMs = performance.now();
    socket.write('x');
    await nextBytes(socket);
    samples.push(performance.now() - startMs);
  }
  socket.destroy();
  return samples;
}

/** Each has had a byte, so that it is open all the way. */
export async function hold(target: Target, count: number): Promise<null> {
  const sockets = await Promise.all(
    Array.from({ length: count }, () => open(target, { do: 'echo' }, 'x')),
  );
  await Promise.all(sockets.map(nextBytes));
  return null;
}

async function nextBytes(socket: Socket): Promise<void> {
  const bytes = once(socket, 'data');
  socket.resume();
  await bytes;
}
