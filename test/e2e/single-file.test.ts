import { mkdtemp, readdir, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { buildSingleFile } from '../../dev/packages/single-file.ts';
import { socksCurl } from './curl.ts';
import { runStack } from './running-stack.ts';

let cleanup: AsyncDisposableStack;

afterEach(() => cleanup.disposeAsync());

/** The programs of this user's processes that lie below a folder. */
async function programsBelow(folder: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const programs = await Promise.all(
    pids.map((pid) => readlink(`/proc/${pid}/exe`).catch(() => '')),
  );
  return programs.filter((program) => program.startsWith(folder));
}

test('Chromium starts the packaged helper, though the download is gone, and pages come through', async () => {
  cleanup = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'frontage-download-'));
  cleanup.defer(() => rm(folder, { recursive: true, force: true }));
  const helperFile = join(folder, 'frontage');
  await buildSingleFile(helperFile);
  const { stack, proxyPort, originUrl } = cleanup.use(await runStack({ helperFile }));
  await rm(helperFile);
  const { stdout } = await socksCurl(proxyPort, `${originUrl}/bytes/1000`);
  expect(stdout).toHaveLength(1000);
  expect(stack.servedPorts.size).toBeGreaterThan(0);
  const installed = join(stack.folder, 'home', '.local', 'share', 'frontage', 'versions');
  // Relay and agent.
  expect(await programsBelow(installed)).toHaveLength(2);
});
