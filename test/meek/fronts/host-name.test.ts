import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { HostName, isHostName, isIpAddress } from '../../../src/meek/fronts/host-name.ts';

describe('a host name', () => {
  test.each([
    ['a CDN edge', 'd111111abcdef8.cloudfront.net'],
    ['a single label', 'localhost'],
    ['an underscore, as CDNs use in theirs', 'a_b.example'],
    ['punycode', 'xn--bcher-kva.example'],
    ['a number in front', '1.example'],
    ['253 characters', `${'a.'.repeat(126)}a`],
  ])('may be %s', (_, name) => {
    expect(isHostName(name)).toBe(true);
  });

  test.each([
    ['nothing', ''],
    ['an IPv4 address', '192.0.2.1'],
    ['an IPv4 address in fewer parts', '127.1'],
    ['an IPv4 address in one number', '2130706433'],
    ['an IPv4 address in hexadecimal', '0x7f000001'],
    ['a name with a hexadecimal end', 'example.0x1'],
    ['an IPv6 address', '2001:db8::1'],
    ['a port', 'front.example:443'],
    ['a path', 'front.example/x'],
    ['a user', 'user@front.example'],
    ['a space', 'front example'],
    ['a wildcard', '*.example'],
    ['a line break', 'front.example\r\nX-Injected: 1'],
    ['a zero byte', 'front.example\0'],
    ['a bidi override', 'front\u202eelpmaxe.example'],
    ['a zero-width space', 'front\u200b.example'],
    ['a look-alike letter', 'fr\u043ent.example'],
    ['an empty label', 'front..example'],
    ['a dot at the end', 'front.example.'],
    ['a hyphen at a label’s edge', '-front.example'],
    ['a label of 64 characters', `${'a'.repeat(64)}.example`],
    ['254 characters', `${'a.'.repeat(126)}aa`],
  ])('is never %s', (_, name) => {
    expect(isHostName(name)).toBe(false);
    expect(v.safeParse(HostName, name).success).toBe(false);
  });

  test('is kept in lower case, without spaces around it', () => {
    expect(v.parse(HostName, '  Front.EXAMPLE ')).toBe('front.example');
  });

  test('means the same to a URL parser', () => {
    const alphabet = fc.constantFrom(...'abfxz019-_.:/@%#?[] \t\u202e');
    fc.assert(
      fc.property(fc.string({ unit: alphabet, maxLength: 12 }), (text) => {
        if (isHostName(text)) expect(new URL(`https://${text}/`).hostname).toBe(text);
      }),
      { numRuns: 2_000 },
    );
  });
});

test.each([
  ['192.0.2.1', true],
  ['2001:db8::1', true],
  ['::ffff:192.0.2.1', true],
  ['256.0.0.1', false],
  ['front.example', false],
  ['fe80::1%eth0', false],
  ['1:2:3', false],
  [':', false],
])('%s is an address: %s', (text, expected) => {
  expect(isIpAddress(text)).toBe(expected);
});
