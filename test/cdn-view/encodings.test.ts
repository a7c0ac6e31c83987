import { domainToASCII } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodingsOf } from './encodings.ts';

const NAME = 'secret-name.example';

const surroundings = fc.tuple(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ maxLength: 40 }));

test.each([
  ['plain', (bytes: Buffer) => bytes],
  ['plain', (bytes: Buffer) => Buffer.from(bytes.toString('latin1').toUpperCase(), 'latin1')],
  ['hex', (bytes: Buffer) => Buffer.from(bytes.toString('hex').toUpperCase())],
  ['base64', (bytes: Buffer) => Buffer.from(bytes.toString('base64'))],
  ['base64url', (bytes: Buffer) => Buffer.from(bytes.toString('base64url'))],
])('a name is found in %s, wherever it stands', (encoding, encode) => {
  fc.assert(
    fc.property(surroundings, ([before, after]) => {
      const whole = encode(Buffer.concat([before, Buffer.from(NAME), after]));
      const found = encodingsOf(NAME, whole);
      expect(found.some((each) => each.startsWith(encoding))).toBe(true);
    }),
  );
});

test.each([
  ['UTF-16LE', Buffer.from(`x${NAME}y`, 'utf16le')],
  ['UTF-16BE', Buffer.from(`x${NAME}y`, 'utf16le').swap16()],
  ['percent', Buffer.from(NAME.replace(/./g, (each) => `%${each.charCodeAt(0).toString(16)}`))],
])('a name is found in %s', (encoding, bytes) => {
  expect(encodingsOf(NAME, bytes)).toContain(encoding);
});

test('an international name has two forms, and each is looked for by itself', () => {
  const ascii = domainToASCII('geheimnis-ü.example');
  expect(ascii).toMatch(/^xn--/);
  expect(encodingsOf(ascii, Buffer.from(`CONNECT ${ascii}:80`))).toEqual(['plain']);
  expect(encodingsOf('geheimnis-ü', Buffer.from('GEHEIMNIS-ü'))).toEqual(['plain']);
});

test('what is not there is not found', () => {
  expect(encodingsOf(NAME, Buffer.alloc(10_000))).toEqual([]);
  expect(encodingsOf(NAME, Buffer.from('secret-name,example'))).toEqual([]);
});
