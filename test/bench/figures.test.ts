import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { cpuMsOfTrees } from './cpu-time.ts';
import { residentMegabytes } from './memory.ts';
import { peaksOfParts } from './peaks.ts';
import { mean, median, percentile } from './statistics.ts';

test('percentiles are samples', () => {
  const samples = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(median(samples)).toBe(50);
  expect(percentile(samples, 0.99)).toBe(99);
  expect(percentile([7], 0.99)).toBe(7);
  expect(mean([1, 2, 6])).toBe(3);
  expect(() => median([])).toThrow('no samples');
});

test('CPU time counts children, also those that have ended, and leaves out what it is told to', () => {
  const before = cpuMsOfTrees([process.pid]);
  execFileSync(process.execPath, [
    '-e',
    'while (process.cpuUsage().user < 300_000) for (let i = 0; i < 1e6; i++);',
  ]);
  expect(cpuMsOfTrees([process.pid]) - before).toBeGreaterThan(100);
  expect(cpuMsOfTrees([process.pid], { without: [process.pid] })).toBe(0);
});

test('a process holds memory', () => {
  expect(residentMegabytes(process.pid)).toBeGreaterThan(10);
});

test('peaks are of equal parts, and a part without samples has the peak before it', () => {
  expect(peaksOfParts([1, 5, 2, 2, 9, 3, 4, 4], 4)).toEqual([5, 2, 9, 4]);
  expect(peaksOfParts([7, 8], 4)).toEqual([0, 7, 7, 8]);
});
