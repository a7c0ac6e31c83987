import { expect, test } from 'vitest';
import { commonProtocol } from '../../src/link/negotiation.ts';

const old = { protocol: 1 };
const current = { protocol: 3, oldestProtocol: 2 };

test.each([
  ['the same version', current, 3],
  ['a newer side that still speaks ours', { protocol: 5, oldestProtocol: 3 }, 3],
  ['an older side of a version that we still speak', { protocol: 2, oldestProtocol: 1 }, 2],
  ['a newer side that has given ours up', { protocol: 5, oldestProtocol: 4 }, null],
  ['an older side of a version that we have given up', old, null],
  ['a side that names one version alone, which is ours', { protocol: 3 }, 3],
  ['a side that names one version alone, which is newer', { protocol: 4 }, null],
])('with %s', (_, theirs, common) => {
  expect(commonProtocol(theirs, current)).toBe(common);
});

test('helpers and extensions of the first release are understood', () => {
  expect(commonProtocol(old)).toBe(1);
});
