import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RouteChooser } from '../../../src/meek/fronts/route.ts';
import { openSession } from '../../../src/meek/v2/session.ts';
import { anEnvironment, OTHER_ROUTE, ROUTE, someOptions } from '../an-environment.ts';
import type { ManualClock } from '../manual-clock.ts';
import { settled } from '../settled.ts';
import { seeded } from './faulty-fetch.ts';
import { type Network, SimulatedPath, type SimulatedRequest } from './simulated-path.ts';
import { readAll, readSome, someBytes, write } from './transfer.ts';

/** The first, whatever happens, and hedges through the second. */
const chooser = (hedged: boolean): RouteChooser => ({
  choose: () => ROUTE,
  another: () => (hedged ? OTHER_ROUTE : undefined),
});

function openThrough(network: Network, hedged: boolean) {
  const { environment, clock } = anEnvironment();
  const path = new SimulatedPath(clock, network);
  const over = new AbortController();
  const session = openSession(
    someOptions({ pollIntervalMs: 10 }),
    { ...environment, fetch: path.fetch, routes: chooser(hedged) },
    { signal: over.signal },
  );
  const close = () => {
    over.abort();
    path.endAll();
  };
  return { session, path, clock, close };
}

/** Lets simulated time pass until something has come about. */
async function passUntil<T>(clock: ManualClock, promise: Promise<T>, stepMs = 5): Promise<T> {
  let isDone = false;
  const done = promise.finally(() => {
    isDone = true;
  });
  done.catch(() => {});
  const limitMs = clock.nowMs() + 600_000;
  while (!isDone && clock.nowMs() < limitMs) {
    await settled();
    clock.advance(stepMs);
  }
  expect(isDone).toBe(true);
  return done;
}

const RTT_MS = 60;
const STALL_MS = 1_200;

/** The first route stands still for a while, three times a minute; the second is half as fast. */
const stalling: Network = (url, nowMs) => {
  if (url !== ROUTE.url) return { delayMs: RTT_MS };
  const untilStalledMs = nowMs % 20_000;
  const restMs = untilStalledMs < STALL_MS ? STALL_MS - untilStalledMs : 0;
  return { delayMs: RTT_MS / 2 + restMs };
};

/** Answers to small messages, one at a time, in ms, in their order of size. */
async function echoTimesMs(hedged: boolean, count: number) {
  const { session, clock, path, close } = openThrough(stalling, hedged);
  const timesMs: number[] = [];
  for (let message = 0; message < count; message++) {
    const bytes = someBytes(400, message + 1);
    const sentAtMs = clock.nowMs();
    const echo = readSome(session.readable, bytes.length);
    await write(session.writable, bytes);
    expect(Buffer.compare(await passUntil(clock, echo), bytes)).toBe(0);
    timesMs.push(clock.nowMs() - sentAtMs);
    await passUntil(clock, pause(clock, 150));
  }
  close();
  return { timesMs: timesMs.sort((a, b) => a - b), path };
}

const pause = (clock: ManualClock, ms: number) =>
  new Promise<void>((resolve) => void clock.schedule(ms, resolve));

test('on a route that stands still now and then, hedges shorten the longest waits', async () => {
  const at = (timesMs: number[], share: number) =>
    timesMs[Math.floor(timesMs.length * share)] as number;
  const plain = await echoTimesMs(false, 1_000);
  const hedged = await echoTimesMs(true, 1_000);
  expect(at(plain.timesMs, 0.99)).toBeGreaterThan(1_000);
  expect(at(hedged.timesMs, 0.99)).toBeLessThan(400);
  expect(at(hedged.timesMs, 0.5)).toBe(at(plain.timesMs, 0.5));
  const all = ({ path }: typeof plain) => path.traffic.requestBytes + path.traffic.answerBytes;
  expect(all(hedged)).toBeLessThan(all(plain) * 1.05);
}, 60_000);

/** With a pause after each piece, as apps make them. */
async function writePieces(
  clock: ManualClock,
  writable: WritableStream<Uint8Array>,
  bytes: Uint8Array,
  pieceBytes: number,
): Promise<void> {
  const writer = writable.getWriter();
  for (let offset = 0; offset < bytes.length; offset += pieceBytes) {
    await writer.write(bytes.subarray(offset, offset + pieceBytes));
    await pause(clock, 40);
  }
  await writer.close();
}

const passages = fc.record({
  seed: fc.integer({ min: 1, max: 2 ** 31 }),
  cutShare: fc.constantFrom(0, 0.01, 0.05),
  stallShare: fc.constantFrom(0.01, 0.05, 0.1),
  stallMs: fc.constantFrom(300, 1_000, 4_000),
  pieceCount: fc.integer({ min: 0, max: 300 }),
  pieceBytes: fc.constantFrom(50, 2_000, 30_000),
});

test('with hedges, what arrives is what was sent, whatever the network does', async () => {
  const hedges: SimulatedRequest[] = [];
  await fc.assert(
    fc.asyncProperty(passages, async ({ seed, cutShare, stallShare, stallMs, ...pieces }) => {
      const random = seeded(seed);
      const network: Network = () => ({
        delayMs: 5 + random() * 40 + (random() < stallShare ? stallMs : 0),
        isCut: random() < cutShare,
      });
      const { session, clock, path, close } = openThrough(network, true);
      const bytes = someBytes(pieces.pieceCount * pieces.pieceBytes, seed);
      const writing = writePieces(clock, session.writable, bytes, pieces.pieceBytes);
      const echoed = await passUntil(clock, readAll(session.readable));
      await passUntil(clock, Promise.all([writing, session.closed]));
      expect(Buffer.compare(echoed, bytes)).toBe(0);
      const repeated = path.requests.filter(({ url }) => url === OTHER_ROUTE.url);
      const hedgeBytes = repeated.reduce((sum, { byteLength: bytes }) => sum + bytes, 0);
      expect(hedgeBytes).toBeLessThanOrEqual((path.traffic.requestBytes + bytes.length) * 0.05);
      hedges.push(...repeated);
      close();
    }),
    { numRuns: 60 },
  );
  const count = (type: 'data' | 'read') =>
    hedges.filter(({ frames }) => frames.includes(type)).length;
  expect(count('data')).toBeGreaterThan(0);
  expect(count('read')).toBeGreaterThan(0);
}, 120_000);
