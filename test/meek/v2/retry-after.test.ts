import { expect, test } from 'vitest';
import { retryAfterMs } from '../../../src/meek/v2/retry-after.ts';

const at = (second: number) => new Date(Date.UTC(2031, 4, 6, 7, 8, second)).toUTCString();
const asked = (init: Record<string, string>) => retryAfterMs(new Headers(init));

test('seconds, but not for longer than a session could bear', () => {
  expect(asked({ 'Retry-After': '3' })).toBe(3_000);
  expect(asked({ 'Retry-After': ' 19 ' })).toBe(19_000);
  expect(asked({ 'Retry-After': '86400' })).toBe(20_000);
});

test('a date is compared with the answer’s own', () => {
  expect(asked({ 'Retry-After': at(15), Date: at(10) })).toBe(5_000);
  expect(asked({ 'Retry-After': at(59), Date: at(10) })).toBe(20_000);
});

test.each([
  {},
  { 'Retry-After': '0' },
  { 'Retry-After': '-5' },
  { 'Retry-After': '1.5', Date: 'now' },
  { 'Retry-After': 'soon', Date: at(10) },
  { 'Retry-After': at(15) },
  { 'Retry-After': at(10), Date: at(15) },
  { 'Retry-After': '99999999999999999999' },
])('%o asks for nothing', (headers) => {
  expect(asked(headers)).toBeUndefined();
});
