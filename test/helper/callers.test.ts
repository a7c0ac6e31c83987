import { expect, test } from 'vitest';
import { callerOf, isKnownCaller } from '../../src/helper/callers.ts';
import { CHROMIUM_EXTENSION_IDS, FIREFOX_EXTENSION_IDS } from '../../src/link/identity.ts';

const origin = `chrome-extension://${CHROMIUM_EXTENSION_IDS[0]}/`;
const addOn = String(FIREFOX_EXTENSION_IDS[0]);

test.each([
  ['Chromium', [origin], origin],
  ['Chromium on Windows', [origin, '--parent-window=0'], origin],
  ['Firefox', ['/a folder/org.frontage.helper.json', addOn], addOn],
  ['a person, who asks for a command', ['install', '--browser', 'chromium'], null],
  ['a person, who says nothing', [], null],
  ['a person, who names a file', ['some.json'], null],
])('started by %s', (_by, args, caller) => {
  expect(callerOf(args)).toBe(caller);
});

test('our extensions are known', () => {
  expect([origin, addOn].map(isKnownCaller)).toEqual([true, true]);
});

test.each([
  'chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/',
  origin.slice(0, -1),
  `${origin}popup.html`,
  'another@add-on',
  '',
])('%s is not known', (caller) => {
  expect(isKnownCaller(caller)).toBe(false);
});
