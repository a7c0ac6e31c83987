import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parseProfile, readProfileFile } from '../../../src/helper/connect/profile-file.ts';

const PIN = `${'A'.repeat(43)}=`;

const good = {
  name: 'Mine',
  innerHost: 'inner.example',
  token: 'secret-token',
  serverPin: PIN,
  fronts: [{ host: 'cdn.example' }],
};

const parse = (changes: object) => parseProfile(JSON.stringify({ ...good, ...changes }));

/** A file of this test's own. */
function fileWith(text: string, mode = 0o600): string {
  const folder = mkdtempSync(join(tmpdir(), 'frontage-profile-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'profile.json');
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

describe('a profile', () => {
  test('is taken with what it leaves out filled in', () => {
    expect(parse({})).toEqual({
      ...good,
      path: '/',
      upstream: 'builtin',
      fronts: [{ host: 'cdn.example', port: 443, technique: 'auto' }],
      options: {},
    });
  });

  test('may have been the extension’s, and been saved by an editor with a byte order mark', () => {
    const id = 'e2b9b6a8-3c1b-4f3e-9f57-0f5b8a7d6c5e';
    expect(parseProfile(`\ufeff${JSON.stringify({ ...good, id })}`)).toMatchObject({ id });
  });

  test.each([
    [{ name: undefined }, 'name is missing'],
    [{ innerHost: '192.0.2.1' }, 'innerHost is not a host name'],
    [{ serverpin: PIN }, 'serverpin is not a field that there is'],
    [{ serverPin: 'abc' }, 'serverPin is not a server key as frontage-server prints it'],
    [{ token: 7 }, 'token is not string'],
    [{ token: 'two words' }, 'token holds characters that a header cannot carry'],
    [{ fronts: [] }, 'fronts needs at least one front in use'],
    [
      { fronts: [{ host: 'a.example', isDisabled: true }] },
      'fronts needs at least one front in use',
    ],
    [{ fronts: [good.fronts[0], { host: 'a.example', port: 0 }] }, 'fronts[1].port is not >=1'],
    [{ fronts: [{ host: 'a.example', adress: '::1' }] }, 'fronts[0].adress is not a field'],
    [{ fronts: [{ host: 'a.example', pins: ['x'] }] }, 'fronts[0].pins[0] is not a pin'],
    [{ options: { protocol: 'v3' } }, 'options.protocol is not'],
    [{ options: { headers: { Host: 'x' } } }, 'options.headers.Host is set by the protocol'],
  ])('is refused by path: %j', (changes, complaint) => {
    const parsing = () => parse(changes);
    expect(parsing).toThrow(`\n  ${complaint}`);
    expect(parsing).toThrow(expect.objectContaining({ code: 'HELPER_PROFILE' }));
  });

  test('is refused with all that is wrong at once, but no list without an end', () => {
    expect(() => parse({ name: '', innerHost: '' })).toThrow(/name .*\n {2}innerHost /);
    const fronts = Array.from({ length: 4_000 }, () => ({ host: '' }));
    expect(() => parse({ fronts })).toThrow(/\[9\].*\n {2}and 3990 more$/);
  });

  test.each(['{"token": "secret-token",', '{"token": secret-token}'])(
    'that is not JSON is refused without a quotation: %s',
    (text) => {
      expect(() => parseProfile(text)).toThrow(/^The profile is not JSON\.$/);
    },
  );
});

describe('its file', () => {
  test('is read without a warning when it is private and encrypts', () => {
    expect(readProfileFile(fileWith(JSON.stringify(good)))).toMatchObject({
      profile: { token: 'secret-token' },
      warnings: [],
    });
  });

  test.each([0o640, 0o604, 0o644])('is warned of when others can read it: %o', (mode) => {
    const { warnings } = readProfileFile(fileWith(JSON.stringify(good), mode));
    expect(warnings).toEqual([expect.stringContaining('chmod 600')]);
  });

  test.each([{ serverPin: null }, { upstream: 'socks5' }])(
    'is warned of when the CDN could read along: %j',
    (changes) => {
      const { warnings } = readProfileFile(fileWith(JSON.stringify({ ...good, ...changes })));
      expect(warnings).toEqual([expect.stringContaining('the CDN can read')]);
    },
  );

  test('that is not there, or far too large, is refused', () => {
    expect(() => readProfileFile('/does/not/exist')).toThrow('cannot be read (ENOENT)');
    const file = fileWith(' '.repeat(5 * 1024 * 1024));
    expect(() => readProfileFile(file)).toThrow('is larger than 4194304 bytes');
  });
});
