import { expect, test } from 'vitest';
import { DecayingRate } from '../../src/tunnel/decaying-rate.ts';

test('a steady flow is measured as it is', () => {
  let nowMs = 0;
  const rate = new DecayingRate({ nowMs: () => nowMs });
  for (; nowMs < 3_000; nowMs += 10) rate.add(10_000);
  expect(rate.bytesPerSecond).toBeGreaterThan(0.95e6);
  expect(rate.bytesPerSecond).toBeLessThan(1.05e6);
});

test('what is over is forgotten within seconds', () => {
  let nowMs = 0;
  const rate = new DecayingRate({ nowMs: () => nowMs });
  rate.add(1e6);
  expect(rate.bytesPerSecond).toBeGreaterThan(2e6);
  nowMs = 5_000;
  expect(rate.bytesPerSecond).toBeLessThan(10);
});
