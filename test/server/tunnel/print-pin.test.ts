import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { keepIdentity } from '../../../src/server/builtin/identity.ts';

const ENTRY = new URL('../../../src/server/main.ts', import.meta.url).pathname;

const printPin = (argv: string[], environment: NodeJS.ProcessEnv = {}) =>
  promisify(execFile)(process.execPath, [ENTRY, '--print-pin', ...argv], {
    env: { ...process.env, ...environment },
  });

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'frontage-state-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('--print-pin prints the pin of the key that is kept, made if need be', async () => {
  const folder = emptyFolder();
  const { stdout } = await printPin(['--state-dir', folder]);
  expect(stdout).toBe(`${keepIdentity(folder).pin}\n`);
  const again = await printPin([], { STATE_DIRECTORY: folder });
  expect(again.stdout).toBe(stdout);
});

test('a key that cannot be kept is one line on stderr and exits with 1', async () => {
  const folder = join(ENTRY, 'below-a-file');
  await expect(printPin(['--state-dir', folder])).rejects.toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^frontage-server: cannot keep the tunnel's key in .*\n$/),
  });
});
