import { expect, test } from 'vitest';
import { versionSkew } from '../../../src/background/pairing/version-skew.ts';

test.each([
  ['1.2.3', '1.2.3', null],
  ['1.2', '1.2.0', null],
  ['1.10.0', '1.9.0', 'helper-older'],
  ['1.2.3', '2.0.0', 'extension-older'],
  ['0.1.0', '', 'helper-older'],
] as const)('extension %s, helper “%s”: %s', (extension, helper, skew) => {
  expect(versionSkew(extension, helper)).toBe(skew);
});
