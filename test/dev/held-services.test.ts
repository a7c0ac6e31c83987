import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withServicesHeld } from '../../dev/held-services.ts';

let directory: string;
let policy: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'frontage-policy-'));
  policy = join(directory, 'policy-rc.d');
});

afterEach(() => rm(directory, { recursive: true }));

test('a policy that starts nothing is there while it is installed, and no longer', async () => {
  await withServicesHeld(async () => {
    expect(await readFile(policy, 'utf8')).toContain('exit 101');
    expect((await stat(policy)).mode & 0o777).toBe(0o755);
  }, policy);
  expect(existsSync(policy)).toBe(false);
});

test('nor after an installation that failed', async () => {
  const failing = withServicesHeld(() => Promise.reject(new Error('no network')), policy);
  await expect(failing).rejects.toThrow('no network');
  expect(existsSync(policy)).toBe(false);
});

test('a policy of the machine stays as it is', async () => {
  await writeFile(policy, 'theirs');
  await withServicesHeld(async () => {}, policy);
  expect(await readFile(policy, 'utf8')).toBe('theirs');
});
