import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, launch } from 'puppeteer-core';
import { CHROMIUM_EXTENSION_IDS } from '../../src/link/identity.ts';
import { findProgram } from '../system-packages.ts';
import { trustInHome } from '../trust-store.ts';
import {
  type BrowserOptions,
  inBrowserNamespace,
  localHostsForHelper,
  privateEnvironment,
  trustInHelper,
} from './browser-options.ts';
import { copyWithGrants } from './extension-copy.ts';

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
  const userDataDir = join(home, 'profile');
  const extension = join(home, 'extension');
  await mkdir(userDataDir, { recursive: true });
  const hosts = await localHostsForHelper(home, options.localHosts);
  const env = { ...privateEnvironment(options), ...hosts };
  await trustInHome(home, options.caPem);
  await trustInHelper(home, options.caPem);
  await copyWithGrants(join(dist, 'chrome'), extension, options.hostPermissions);
  const install = ['install', '--browser', 'chromium', '--profile-dir', userDataDir];
  if (options.helperFile) await run(options.helperFile, install, { env });
  else await run(process.execPath, [join(dist, 'frontage.js'), ...install], { env });
  return launch({
    executablePath: await inBrowserNamespace(options, findProgram('chromium') ?? 'chromium'),
    headless: options.headless,
    pipe: true,
    enableExtensions: [extension, ...(options.extraExtensions ?? [])],
    userDataDir,
    env,
    args: [...QUIET, ...sandboxFlags(), resolverFlag(options)],
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
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
