import { fileURLToPath } from 'node:url';
import { type Browser, launch } from 'puppeteer-core';
import { ensureSystemPackages, findProgram } from '../../dev/system-packages.ts';

const EXTENSION = fileURLToPath(new URL('../../dist/chrome', import.meta.url));

/** Chromium with nothing of ours in it, which reaches this machine only. */
export function launchPlainChromium(): Promise<Browser> {
  return launchWith([]);
}

/** The same with the built extension, but without a helper. */
export function launchWithExtension(): Promise<Browser> {
  return launchWith([EXTENSION]);
}

async function launchWith(enableExtensions: string[]): Promise<Browser> {
  await ensureSystemPackages(['chromium']);
  return launch({
    executablePath: findProgram('chromium') ?? 'chromium',
    headless: true,
    pipe: true,
    enableExtensions,
    args: [
      ...['--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'],
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
      '--lang=en-US',
      // Chromium refuses its sandbox to root.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  });
}
