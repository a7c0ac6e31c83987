import { readdir, readFile } from 'node:fs/promises';
import type { Browser } from 'puppeteer-core';
import { CHROMIUM_EXTENSION_URL } from '../../dev/stack/chromium.ts';

/** Ends Chromium's service worker of the extension, as the browser does when it likes to. */
export async function endWorker(browser: Browser): Promise<void> {
  const target = await browser.waitForTarget(
    (one) => one.type() === 'service_worker' && one.url().startsWith(CHROMIUM_EXTENSION_URL),
  );
  const worker = await target.worker();
  await worker?.close();
}

/** Kills the process that Chromium runs the extension in, as a system that is short of memory does. */
export async function crashExtension(stackFolder: string): Promise<void> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const commands = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  );
  const isOurs = (command: string) =>
    command.includes('--extension-process') && command.includes(stackFolder);
  const found = pids.filter((_, index) => isOurs(commands[index] ?? ''));
  if (found.length === 0) throw new RangeError('The extension runs in no process.');
  for (const pid of found) process.kill(Number(pid), 'SIGKILL');
}
