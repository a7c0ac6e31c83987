import { describe, expect, test } from 'vitest';
import { isGrease, ja4 } from './ja4.ts';
import { parseClientHello, protocolsOf, serverNameOf, versionsOf } from './parse.ts';

/**
 * Made by hand: the ciphers, extensions and algorithms of the Chrome in JA4's own documentation,
 * which gives `t13d1516h2_8daaf6152771_e5627efa2ab1` for them, with GREASE in all places.
 */
const RECORD = Buffer.from(
  `
  16030100ee010000ea0303000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20000102
  030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f00202a2a130113021303c02bc02fc02cc030
  cca9cca8c013c014009c009d002f0035010000811a1a00000023000000120000001b000000000012001000000d6672
  6f6e742e6578616d706c65000d001200100403080404010503080505010806060100170000000b0000446900000033
  000000050000002b0007067a7a03040303000a00000010000e000c02683208687474702f312e31002d0000ff010000
  3a3a000000150000
`.replace(/\s/g, ''),
  'hex',
);

const hello = parseClientHello(RECORD);

describe('a ClientHello is read:', () => {
  test('its name, its protocols and its versions', () => {
    expect(serverNameOf(hello)).toBe('front.example');
    expect(protocolsOf(hello)).toEqual(['h2', 'http/1.1']);
    expect(versionsOf(hello)).toEqual([0x7a7a, 0x0304, 0x0303]);
  });

  test('its ciphers and extensions, in their order', () => {
    expect(hello.ciphers.slice(0, 3)).toEqual([0x2a2a, 0x1301, 0x1302]);
    expect([...hello.extensions.keys()].slice(0, 3)).toEqual([0x1a1a, 0x23, 0x12]);
  });

  test('one that is cut short is refused', () => {
    for (const bytes of [0, 60, 200, RECORD.length - 1]) {
      expect(() => parseClientHello(RECORD.subarray(0, bytes))).toThrow(RangeError);
    }
  });
});

describe('JA4', () => {
  test('is what its authors have for these values', () => {
    expect(ja4(hello)).toBe('t13d1516h2_8daaf6152771_e5627efa2ab1');
  });

  test('does not depend on the order of extensions, as Chromium shuffles them', () => {
    const extensions = new Map([...hello.extensions].reverse());
    expect(ja4({ ...hello, extensions })).toBe(ja4(hello));
  });

  test('tells another first protocol and a missing name', () => {
    const without = (...types: number[]) =>
      new Map([...hello.extensions].filter(([type]) => !types.includes(type)));
    expect(ja4({ ...hello, extensions: without(16) })).toMatch(/^t13d151500_/);
    expect(ja4({ ...hello, extensions: without(0) })).toMatch(/^t13i1515h2_/);
  });

  test('of a ClientHello with nothing in it', () => {
    const bare = { legacyVersion: 0x0303, ciphers: [], extensions: new Map() };
    expect(ja4(bare)).toBe('t12i000000_000000000000_000000000000');
  });
});

test('GREASE is 16 numbers', () => {
  const all = Array.from({ length: 0x10000 }, (_, number) => number).filter(isGrease);
  expect(all).toHaveLength(16);
  expect(all.at(-1)).toBe(0xfafa);
});
