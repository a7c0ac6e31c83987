import { expect, test } from 'vitest';
import { type Departure, FlightWindow } from '../../../src/meek/v2/flight-window.ts';

const LIMIT_BYTES = 8 * 1024 * 1024;

/** A path with a bottleneck and a queue before it, driven for a while; says what was delivered. */
function drive(flight: FlightWindow, path: { rate: number; rttMs: number; forMs: number }) {
  const { rate, rttMs, forMs } = path;
  const pieces: { departure: Departure; byteLength: number; atMs: number }[] = [];
  let freeAtMs = 0;
  let flying = 0;
  let delivered = 0;
  for (let nowMs = 0; nowMs < forMs; nowMs++) {
    for (let next = pieces[0]; next && next.atMs <= nowMs; next = pieces[0]) {
      pieces.shift();
      flying -= next.byteLength;
      delivered += next.byteLength;
      flight.arrive(next.byteLength, nowMs);
      flight.sampleRtt(next.departure, nowMs);
      flight.sampleRate(next.departure, nowMs);
    }
    while (flying < flight.windowBytes) {
      const byteLength = flight.pieceBytes;
      flying += byteLength;
      freeAtMs = Math.max(freeAtMs, nowMs) + byteLength / rate;
      pieces.push({ departure: flight.depart(nowMs), byteLength, atMs: freeAtMs + rttMs });
    }
  }
  return delivered / forMs;
}

test.for([
  [100, 1_250],
  [100, 12_500],
  [100, 31_250],
  [20, 31_250],
  [200, 12_500],
])('a path of %i ms and %i bytes each ms is filled', ([rttMs = 0, rate = 0]) => {
  const flight = new FlightWindow(LIMIT_BYTES);
  expect(drive(flight, { rate, rttMs, forMs: 5_000 })).toBeGreaterThan(0.85 * rate);
  // And not much beyond what it holds: an answer still comes within two round trips or so.
  const holdsBytes = Math.max(rate * rttMs, 256 * 1024);
  expect(flight.windowBytes).toBeLessThanOrEqual(Math.min(4 * holdsBytes, LIMIT_BYTES));
});

test('it never exceeds what the receiver takes, nor asks in pieces that are none', () => {
  const flight = new FlightWindow(100_000);
  expect(flight.windowBytes).toBe(100_000);
  drive(flight, { rate: 1_000_000, rttMs: 100, forMs: 500 });
  expect(flight.windowBytes).toBe(100_000);
  expect(flight.pieceBytes).toBeGreaterThan(0);
  expect(flight.pieceBytes).toBeLessThanOrEqual(50_000);
});

/** A path that is full, in which then nothing arrives for `pauseMs`, `times` times. */
function stall(pauseMs: number, times: number) {
  const flight = new FlightWindow(LIMIT_BYTES);
  drive(flight, { rate: 12_500, rttMs: 100, forMs: 5_000 });
  const beforeBytes = flight.windowBytes;
  for (let time = 0; time <= times; time++) flight.arrive(1, 5_000 + time * pauseMs);
  return { beforeBytes, windowBytes: flight.windowBytes };
}

test('a path that stalls time and again has enough under way to outlast it', () => {
  const { beforeBytes, windowBytes } = stall(150, 6);
  expect(windowBytes).toBeGreaterThan(beforeBytes);
  expect(windowBytes).toBeGreaterThan(12_500 * (125 + 150));
});

test('a path that halts now and then is not given more: its queue would overflow', () => {
  const { beforeBytes, windowBytes } = stall(150, 5);
  expect(windowBytes).toBe(beforeBytes);
});

test.each([60, 4_000])('pauses of %i ms, of machine or app, are no stalls', (pauseMs) => {
  const { beforeBytes, windowBytes } = stall(pauseMs, 20);
  expect(windowBytes).toBe(beforeBytes);
});

test('what was held back in a pause does not count as if it had come in no time', () => {
  const flight = new FlightWindow(LIMIT_BYTES);
  drive(flight, { rate: 12_500, rttMs: 100, forMs: 5_000 });
  const before = flight.rate;
  flight.arrive(1, 5_000);
  flight.arrive(1, 5_150);
  const departure = flight.depart(5_151);
  // What arrived in the pause, all at once, and what then came in a round trip.
  flight.arrive(12_500 * 250, 5_250);
  flight.sampleRate(departure, 5_250);
  expect(flight.rate).toBeLessThanOrEqual(before * 1.01);
});
