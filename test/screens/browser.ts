import { type Browser, launch } from 'puppeteer-core';
import { ensureSystemPackages, findProgram } from '../../dev/system-packages.ts';

/** Chromium with nothing of ours in it, which reaches this machine only. */
export async function launchPlainChromium(): Promise<Browser> {
  await ensureSystemPackages(['chromium']);
  return launch({
    executablePath: findProgram('chromium') ?? 'chromium',
    headless: true,
    pipe: true,
    args: [
      ...['--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'],
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
      // Chromium refuses its sandbox to root.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  });
}
