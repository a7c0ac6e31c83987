import { onTestFinished } from 'vitest';
import type { CarrierEnvironment, Fetch } from '../../../src/meek/carrier.ts';
import { systemClock } from '../../../src/meek/clock.ts';
import type { MeekOptions } from '../../../src/meek/options.ts';
import { systemRandom } from '../../../src/meek/random.ts';
import { openSession } from '../../../src/meek/v1/session.ts';
import { someOptions } from '../an-environment.ts';
import { chooseAtRandom } from '../choose-at-random.ts';

/** What the protocol needs, for real: Node's fetch, time, and a server on loopback. */
export function realEnvironment(port: number, fetchThrough: Fetch = fetch): CarrierEnvironment {
  const route = {
    name: 'loopback',
    key: 'loopback',
    url: `http://127.0.0.1:${port}/`,
    streamsBody: false,
  };
  return {
    fetch: fetchThrough,
    clock: systemClock,
    random: systemRandom,
    routes: chooseAtRandom([route], systemRandom),
  };
}

/** A session with a real server, given up when the test is over. */
export function openRealSession(
  port: number,
  { fetchThrough, ...options }: { fetchThrough?: Fetch } & Parameters<typeof someOptions>[0] = {},
) {
  const over = new AbortController();
  onTestFinished(() => over.abort());
  const parsed: MeekOptions = someOptions({ pollIntervalMs: 10, ...options });
  return openSession(parsed, realEnvironment(port, fetchThrough), over.signal);
}

/** Reads `byteLength` bytes, or to the end. */
export async function readBytes(readable: ReadableStream<Uint8Array>, byteLength = Infinity) {
  const chunks: Uint8Array[] = [];
  let receivedBytes = 0;
  const reader = readable.getReader();
  while (receivedBytes < byteLength) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    receivedBytes += value.length;
  }
  reader.releaseLock();
  return Buffer.concat(chunks);
}

export async function writeBytes(writable: WritableStream<Uint8Array>, bytes: Uint8Array) {
  const writer = writable.getWriter();
  await writer.write(bytes);
  writer.releaseLock();
}
