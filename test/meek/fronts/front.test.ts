import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { Front, frontAuthority, needsNative, parseFront } from '../../../src/meek/fronts/front.ts';

/** The refusal, or a failed test. */
function refusalOf(text: string) {
  const parsed = parseFront(text);
  if ('refused' in parsed) return parsed;
  throw new Error(`${text} was taken for a front`);
}

describe('a front as a person types it', () => {
  test.each([
    ['front.example', 443],
    ['Front.Example', 443],
    ['front.example:8443', 8443],
    ['https://front.example', 443],
    ['HTTPS://front.example:8443/', 8443],
    ['  front.example\t', 443],
  ])('%j', (text, port) => {
    const front = { host: 'front.example', port, technique: 'auto' };
    expect(parseFront(text)).toEqual({ front });
  });

  test('takes the technique that it is given', () => {
    const front = { host: 'front.example', port: 443, technique: 'direct' };
    expect(parseFront('front.example', 'direct')).toEqual({ front });
  });

  test.each(['http://front.example/', 'HTTP://front.example', 'http:front.example'])(
    '%s is refused: it is not https',
    (text) => expect(refusalOf(text).refused).toBe('FRONT_NOT_HTTPS'),
  );

  test.each([
    '192.0.2.1',
    '192.0.2.1:443',
    'https://192.0.2.1/',
    '2001:db8::1',
    '[2001:db8::1]',
    '[2001:db8::1]:443',
    'https://[2001:db8::1]:8443/',
  ])('%s is refused: an address names no identity for its certificate', (text) => {
    expect(refusalOf(text).refused).toBe('FRONT_IS_ADDRESS');
  });

  test.each(['0x7f000001', '127.1', 'user@front.example', 'front.example/path', 'a b', '', '[]'])(
    '%j is refused: it is not a host name',
    (text) => expect(refusalOf(text).refused).toBe('FRONT_BAD_HOST'),
  );

  test.each(['front.example:0', 'front.example:65536'])('%s names no usable port', (text) =>
    expect(refusalOf(text).refused).toBe('FRONT_BAD_PORT'),
  );

  test('a refusal repeats neither invisible characters nor a whole novel', () => {
    const { text } = refusalOf(`\u202egpj.exe\u0007${'a'.repeat(10_000)} \ud800`);
    expect(text).toMatch(/^\ufffdgpj\.exe\ufffda+$/);
    expect(text).toHaveLength(80);
  });

  test('a host that is too long is not blamed on its port', () => {
    expect(refusalOf(`${'a.'.repeat(200)}example`).refused).toBe('FRONT_BAD_HOST');
  });
});

test.each([
  ['a port beyond 65535', { host: 'front.example', port: 65_536 }],
  ['a port that is not whole', { host: 'front.example', port: 1.5 }],
  ['an unknown technique', { host: 'front.example', technique: 'magic' }],
  ['an address', { host: '192.0.2.1' }],
  ['no host', {}],
])('a stored front with %s is refused', (_, front) => {
  expect(v.safeParse(Front, front).success).toBe(false);
});

test('the usual port is left out of a front’s name', () => {
  expect(frontAuthority({ host: 'front.example', port: 443 })).toBe('front.example');
  expect(frontAuthority({ host: 'front.example', port: 8443 })).toBe('front.example:8443');
});

describe('a front that names more than its host', () => {
  const host = 'front.example';

  test.each([
    ['an address to dial', { address: '192.0.2.1' }, false],
    ['its own name as SNI', { sni: host }, false],
    ['no SNI', { sni: null }, true],
    ['another SNI', { sni: 'other.example' }, true],
    ['its own name on the certificate', { verifyHost: host }, false],
    ['another name on the certificate', { verifyHost: 'other.example' }, true],
    ['no pins', { pins: [] }, false],
    ['a pin', { pins: [`${'A'.repeat(43)}=`] }, true],
    ['the native technique', { technique: 'native' }, true],
  ])('%s', (_, more, native) => {
    expect(needsNative(v.parse(Front, { host, ...more }))).toBe(native);
  });

  test.each([
    { address: 'front.example' },
    { address: '999.0.0.1' },
    { sni: '192.0.2.1' },
    { sni: '' },
    { verifyHost: 'a b' },
    { pins: ['sha256/xyz'] },
    { pins: Array(9).fill(`${'A'.repeat(43)}=`) },
    { provider: 'x\u202ey' },
    { innerHost: 'inner.example/path' },
  ])('%j is refused', (more) => {
    expect(v.is(Front, { host, ...more })).toBe(false);
  });
});
