import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type CertificateAuthority, createAuthority } from '../../dev/certificates.ts';
import { ensureSystemPackages } from '../../dev/system-packages.ts';
import { trustInFirefoxProfile, trustInHome } from '../../dev/trust-store.ts';

const run = promisify(execFile);

let directory: string;
let authority: CertificateAuthority;

beforeAll(() => ensureSystemPackages(['certutil']));

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'frontage-trust-'));
  authority = await createAuthority();
});

afterEach(() => rm(directory, { recursive: true }));

/** Imports a server certificate and asks NSS, the browsers' library, whether it holds. */
async function verify(database: string, issuer: CertificateAuthority): Promise<string> {
  const { certificatePem } = await issuer.issue(['front.example']);
  const file = join(directory, 'leaf.pem');
  await writeFile(file, certificatePem);
  await run('certutil', ['-d', database, '-A', '-t', ',,', '-n', 'leaf', '-i', file]);
  return (await run('certutil', ['-d', database, '-V', '-u', 'V', '-n', 'leaf'])).stdout.trim();
}

test('a HOME trusts what the CA issues', async () => {
  await trustInHome(directory, authority.certificatePem);
  const database = `sql:${join(directory, '.pki', 'nssdb')}`;
  expect(await verify(database, authority)).toBe('certutil: certificate is valid');
});

test('a Firefox profile trusts what the CA issues', async () => {
  await trustInFirefoxProfile(directory, authority.certificatePem);
  expect(await verify(`sql:${directory}`, authority)).toBe('certutil: certificate is valid');
});

test('nothing else becomes trusted', async () => {
  await trustInFirefoxProfile(directory, authority.certificatePem);
  const stranger = await createAuthority('Another CA');
  await expect(verify(`sql:${directory}`, stranger)).rejects.toMatchObject({ code: 255 });
});
