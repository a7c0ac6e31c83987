import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ServerPin } from '../../../src/meek/fronts/profile.ts';
import { createIdentityPem, keepIdentity } from '../../../src/server/builtin/identity.ts';
import { stateFolder } from '../../../src/server/state-folder.ts';
import { spkiPinOf } from '../../../src/tunnel/spki-pin.ts';

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'frontage-state-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe('the key', () => {
  test('is made once, and kept where only its owner reads it', () => {
    const folder = join(emptyFolder(), 'made', 'by', 'the server');
    const first = keepIdentity(folder);
    expect(keepIdentity(folder)).toEqual(first);
    expect(v.is(ServerPin, first.pin)).toBe(true);
    const files = readdirSync(folder);
    expect(files).toEqual(['tunnel-key.pem']);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'tunnel-key.pem')).mode & 0o777).toBe(0o600);
  });

  test('differs between servers', () => {
    expect(keepIdentity(emptyFolder()).pin).not.toBe(keepIdentity(emptyFolder()).pin);
  });

  test.each([
    ['a folder that cannot be', () => join(new URL(import.meta.url).pathname, 'below-a-file')],
    [
      'a file that holds no key',
      () => {
        const folder = emptyFolder();
        writeFileSync(join(folder, 'tunnel-key.pem'), 'nonsense');
        return folder;
      },
    ],
  ])('%s is an error that names the file', (_what, folder) => {
    expect(() => keepIdentity(folder())).toThrow(/^cannot keep the tunnel's key in .*\.pem: /);
  });
});

test('the certificate is of the key, by the key, for good', () => {
  for (let count = 0; count < 50; count++) {
    const pem = createIdentityPem();
    const certificate = new X509Certificate(pem);
    const key = createPublicKey(createPrivateKey(pem));
    expect(certificate.verify(key)).toBe(true);
    expect(spkiPinOf(certificate.publicKey)).toBe(spkiPinOf(key));
    expect(certificate.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
    expect(certificate.subject).toBe('CN=frontage-server');
    expect(certificate.validToDate.getUTCFullYear()).toBe(9999);
    expect(certificate.serialNumber).toHaveLength(32);
  }
});

describe('the state folder is', () => {
  const home = { XDG_STATE_HOME: '/home/a/state' };
  test.each([
    ['what the operator says', '/given', { ...home, STATE_DIRECTORY: '/var/lib/x' }, '/given'],
    ['what systemd gives', undefined, { ...home, STATE_DIRECTORY: '/var/lib/x' }, '/var/lib/x'],
    ['the first that it gives', undefined, { STATE_DIRECTORY: '/var/lib/x:/other' }, '/var/lib/x'],
    ['the user’s own', undefined, home, '/home/a/state/frontage-server'],
  ])('%s', (_what, given, environment, expected) => {
    expect(stateFolder(given, environment)).toBe(expected);
  });

  test('below the home folder at last', () => {
    expect(stateFolder(undefined, {})).toMatch(/\/\.local\/state\/frontage-server$/);
  });
});
