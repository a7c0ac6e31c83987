import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Makes Chromium trust a CA when it is started with this private HOME.
 *
 * Its certificate checks stay on: what a test sees is what a person with a bad front would see.
 */
export async function trustInHome(homeDirectory: string, caPem: string): Promise<void> {
  const database = join(homeDirectory, '.pki', 'nssdb');
  await mkdir(database, { recursive: true, mode: 0o700 });
  await trustInDatabase(database, caPem);
}

/** Makes Firefox trust a CA in this profile directory, which must not be in use yet. */
export async function trustInFirefoxProfile(
  profileDirectory: string,
  caPem: string,
): Promise<void> {
  await mkdir(profileDirectory, { recursive: true, mode: 0o700 });
  await trustInDatabase(profileDirectory, caPem);
}

async function trustInDatabase(directory: string, caPem: string): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'frontage-ca-'));
  try {
    const caFile = join(scratch, 'ca.pem');
    await writeFile(caFile, caPem);
    const database = `sql:${directory}`;
    await run('certutil', ['-d', database, '-N', '--empty-password']);
    // C: trusted to issue server certificates, and nothing else.
    const trust = ['-t', 'C,,', '-n', 'frontage-development-ca', '-i', caFile];
    await run('certutil', ['-d', database, '-A', ...trust]);
  } finally {
    await rm(scratch, { recursive: true });
  }
}
