import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { optionsFor, V8_OPTIONS } from '../../src/helper/v8-options.ts';

test('this Node starts with the options', () => {
  expect(optionsFor(process.versions.node)).toEqual(V8_OPTIONS);
  const output = execFileSync(process.execPath, [...V8_OPTIONS, '-p', '1 + 1'], {
    encoding: 'utf8',
  });
  expect(output.trim()).toBe('2');
});

test.each([
  ['20.20.2', V8_OPTIONS],
  ['24.21.0', V8_OPTIONS],
  // One that nobody has tried might not know them, and would not start at all.
  ['99.0.0', []],
])('Node %s gets what it is known to take', (version, options) => {
  expect(optionsFor(version)).toEqual(options);
});
