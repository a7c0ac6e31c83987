import { expect, test } from 'vitest';
import { systemRandom, toHex } from '../../src/meek/random.ts';

test('hex is lower-case and keeps leading zeros', () => {
  expect(toHex(Uint8Array.of(0x00, 0x0a, 0xff))).toBe('000aff');
});

test('the system gives as many bytes as asked for, and others each time', () => {
  const first = systemRandom.bytes(16);
  expect(first).toHaveLength(16);
  expect(systemRandom.bytes(16)).not.toEqual(first);
});
