import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, launch } from 'puppeteer-core';
import { FIREFOX_EXTENSION_IDS } from '../../src/link/identity.ts';
import { zipOf } from '../packages/zip.ts';
import { findProgram } from '../system-packages.ts';
import { trustInFirefoxProfile } from '../trust-store.ts';
import {
  type BrowserOptions,
  COMMAND_LIMIT_MS,
  inBrowserNamespace,
  localHostsForHelper,
  privateEnvironment,
  trustInHelper,
} from './browser-options.ts';
import { copyExtension } from './extension-copy.ts';

const run = promisify(execFile);
const dist = join(import.meta.dirname, '..', '..', 'dist');

/** Firefox gives each installation a UUID of its own; this one is the stack's. */
const INSTALLATION = '6f1f2b0e-3c55-4f0a-9a56-1f0f6d1c7a11';

export const FIREFOX_EXTENSION_URL = `moz-extension://${INSTALLATION}/`;

export const FIREFOX_EXTENSION_ID = FIREFOX_EXTENSION_IDS[0] ?? '';

/** Starts Debian's Firefox ESR with a profile, a CA and a helper of its own. */
export async function launchFirefox(options: BrowserOptions): Promise<Browser> {
  const { home } = options;
  const profile = profileOf(options);
  const extension = join(home, 'extension');
  await mkdir(profile, { recursive: true });
  const env = await environmentOf(options);
  await trustInFirefoxProfile(profile, options.caPem);
  await trustInHelper(home, options.caPem);
  await copyExtension(join(dist, 'firefox'), extension, options.hostPermissions);
  if (options.helperFile !== null) {
    const helper = join(dist, 'frontage.js');
    await run(process.execPath, [helper, 'install', '--browser', 'firefox'], { env });
  }
  if (options.extensionStays) {
    await placeExtension(profile, extension);
    return start(options);
  }
  const browser = await start(options);
  await browser.installExtension(extension);
  return browser;
}

/** Starts it again, with what its profile holds and with these pages. */
export function relaunchFirefox(options: BrowserOptions, urls: string[]): Promise<Browser> {
  return start(options, urls);
}

/** Where Firefox finds it at its start, and keeps it: what a driver installs goes with the browser. */
async function placeExtension(profile: string, extension: string): Promise<void> {
  const folder = join(profile, 'extensions');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${FIREFOX_EXTENSION_ID}.xpi`), await zipOf(extension));
}

async function environmentOf(options: BrowserOptions): Promise<Record<string, string>> {
  const hosts = await localHostsForHelper(options.home, options.localHosts);
  return { ...privateEnvironment(options), ...hosts };
}

function profileOf({ home }: BrowserOptions): string {
  return join(home, 'profile');
}

async function start(options: BrowserOptions, urls: string[] = []): Promise<Browser> {
  const program = findProgram('firefox-esr') ?? findProgram('firefox') ?? 'firefox';
  return launch({
    browser: 'firefox',
    executablePath: await inBrowserNamespace(options, program),
    headless: options.headless,
    userDataDir: profileOf(options),
    env: await environmentOf(options),
    args: ['--remote-allow-system-access', ...urls],
    ...(options.remotePort === undefined ? {} : { debuggingPort: options.remotePort }),
    extraPrefsFirefox: {
      'extensions.webextensions.uuids': JSON.stringify({ [FIREFOX_EXTENSION_ID]: INSTALLATION }),
      'network.dns.localDomains': localDomains(options),
      // Nothing but a person could answer its question.
      'extensions.webextOptionalPermissionPrompts': false,
      // Only Mozilla could sign ours. The ESR can be told not to ask for that.
      'xpinstall.signatures.required': false,
      ...options.firefoxPrefs,
    },
    protocolTimeout: COMMAND_LIMIT_MS,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}

/**
 * The fronts are on this machine, and no other name is resolved in the browser. One that looks up
 * names finds the fronts in its namespace's hosts file.
 */
function localDomains({ edgePorts, localHosts = [], looksUpNames }: BrowserOptions): string {
  return looksUpNames ? '' : [...edgePorts.keys(), ...localHosts].join(',');
}
