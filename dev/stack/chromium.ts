import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, launch } from 'puppeteer-core';
import { CHROMIUM_EXTENSION_IDS } from '../../src/link/identity.ts';
import { findProgram } from '../system-packages.ts';
import { trustInHome } from '../trust-store.ts';
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

export const CHROMIUM_EXTENSION_URL = `chrome-extension://${CHROMIUM_EXTENSION_IDS[0]}/`;

/** Keeps the browser's own background traffic down; none of it concerns the tunnel. */
const QUIET = [
  '--disable-gpu',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Who is signed in, it asks again and again: of a port of this machine that refuses.
  '--gaia-url=http://127.0.0.1:9/',
  '--disable-quic',
  '--disable-features=OptimizationHints,MediaRouter,Translate',
];

/** Starts Debian's Chromium with a profile, a CA and a helper of its own. */
export async function launchChromium(options: BrowserOptions): Promise<Browser> {
  const { home } = options;
  const userDataDir = profileOf(options);
  const extension = join(home, 'extension');
  for (const folder of [home, userDataDir]) await mkdir(folder, { recursive: true });
  const env = await environmentOf(options);
  await allowUnpacked(userDataDir);
  await trustInHome(home, options.caPem);
  await trustInHelper(home, options.caPem);
  await copyExtension(join(dist, 'chrome'), extension, options.hostPermissions);
  const install = ['install', '--browser', 'chromium'];
  if (options.helperFile) await run(options.helperFile, install, { env });
  else if (options.helperFile === undefined) {
    await run(process.execPath, [join(dist, 'frontage.js'), ...install], { env });
  }
  return start(options);
}

/** Starts it again, with what its profile holds and with these pages. */
export function relaunchChromium(options: BrowserOptions, urls: string[]): Promise<Browser> {
  return start(options, urls);
}

/** Without it an extension from a folder does not come back when it is reloaded. */
async function allowUnpacked(userDataDir: string): Promise<void> {
  const folder = join(userDataDir, 'Default');
  await mkdir(folder, { recursive: true });
  const preferences = { extensions: { ui: { developer_mode: true } } };
  await writeFile(join(folder, 'Preferences'), JSON.stringify(preferences));
}

async function environmentOf(options: BrowserOptions): Promise<Record<string, string>> {
  const hosts = await localHostsForHelper(options.home, options.localHosts);
  return { ...privateEnvironment(options), ...hosts };
}

/** Where it would be anyway, so that the helper's own command finds it. */
function profileOf({ home, environment }: BrowserOptions): string {
  return join(environment?.XDG_CONFIG_HOME ?? join(home, '.config'), 'chromium');
}

async function start(options: BrowserOptions, urls: string[] = []): Promise<Browser> {
  return launch({
    executablePath: await inBrowserNamespace(options, findProgram('chromium') ?? 'chromium'),
    headless: options.headless,
    pipe: true,
    enableExtensions: true,
    userDataDir: profileOf(options),
    env: await environmentOf(options),
    args: [...QUIET, ...sandboxFlags(), resolverFlag(options), extensionFlag(options), ...urls],
    protocolTimeout: COMMAND_LIMIT_MS,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}

/** Installed through the debugger, they would be removed with their data when the browser ends. */
function extensionFlag({ home, extraExtensions = [] }: BrowserOptions): string {
  return `--load-extension=${[join(home, 'extension'), ...extraExtensions].join(',')}`;
}

/** Chromium refuses its sandbox to root. */
function sandboxFlags(): string[] {
  return process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}

/** Fronts resolve to the edge, and nothing else resolves: a leak would fail, and be seen. */
function resolverFlag(options: BrowserOptions): string {
  const { edgePorts, edgeAddress = '127.0.0.1', resolverRules = [] } = options;
  const fronts = [...edgePorts].map(([host, port]) => `MAP ${host}:443 ${edgeAddress}:${port}`);
  const local = (options.localHosts ?? []).map((host) => `MAP ${host} 127.0.0.1`);
  const others = options.looksUpNames ? [] : ['MAP * ~NOTFOUND', 'EXCLUDE 127.0.0.1'];
  const rules = [...fronts, ...local, ...resolverRules, ...others];
  return `--host-resolver-rules=${rules.join(',')}`;
}
