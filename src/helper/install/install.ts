import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { CHROMIUM_EXTENSION_IDS, FIREFOX_EXTENSION_IDS, HOST_NAME } from '../../link/identity.ts';
import type { BrowserFamily, ManifestPlace } from './browsers.ts';
import { launcherPath, writeLauncher } from './launcher.ts';
import { readReceipt, receiptPath, writeReceipt } from './receipt.ts';

/** Lets one browser start this helper. Returns the manifest's path. */
export function install(place: ManifestPlace, nodePath: string, programPath: string): string {
  const manifestPath = join(place.folder, `${HOST_NAME}.json`);
  const others = readReceipt().filter((entry) => entry.manifestPath !== manifestPath);
  const manifest = hostManifest(place.family, writeLauncher(nodePath, programPath));
  mkdirSync(place.folder, { recursive: true });
  writeFileSync(manifestPath, `${JSON.stringify(manifest, null, 2)}\n`);
  writeReceipt([...others, { browser: place.browser, manifestPath }]);
  return manifestPath;
}

/** Removes what was installed, for one manifest or for all. Returns the removed paths. */
export function uninstall(only?: ManifestPlace): string[] {
  const onlyPath = only && join(only.folder, `${HOST_NAME}.json`);
  const entries = readReceipt();
  const removed = entries.filter((entry) => !onlyPath || entry.manifestPath === onlyPath);
  for (const { manifestPath } of removed) rmSync(manifestPath, { force: true });
  const kept = entries.filter((entry) => !removed.includes(entry));
  if (kept.length > 0) {
    writeReceipt(kept);
  } else {
    rmSync(launcherPath(), { force: true });
    rmSync(receiptPath(), { force: true });
  }
  return removed.map((entry) => entry.manifestPath);
}

/** `stale`: the manifest, or what it starts, is gone or another program's. */
export interface InstalledManifest {
  readonly browser: string;
  readonly manifestPath: string;
  readonly state: 'ok' | 'stale';
}

export function installedManifests(): InstalledManifest[] {
  return readReceipt().map((entry) => ({
    ...entry,
    state: startsOurLauncher(entry.manifestPath) ? 'ok' : 'stale',
  }));
}

function hostManifest(family: BrowserFamily, path: string) {
  const common = {
    name: HOST_NAME,
    description: 'Local proxy of the Frontage extension',
    path,
    type: 'stdio',
  };
  if (family === 'firefox') return { ...common, allowed_extensions: FIREFOX_EXTENSION_IDS };
  const origins = CHROMIUM_EXTENSION_IDS.map((id) => `chrome-extension://${id}/`);
  return { ...common, allowed_origins: origins };
}

function startsOurLauncher(manifestPath: string): boolean {
  try {
    const manifest = v.parse(
      v.object({ path: v.string() }),
      JSON.parse(readFileSync(manifestPath, 'utf8')),
    );
    return manifest.path === launcherPath() && programsOf(launcherPath()).every(existsSync);
  } catch {
    return false;
  }
}

/** The files that the launcher names, in the quotes that it was written with. */
function programsOf(path: string): string[] {
  const words = readFileSync(path, 'utf8').matchAll(/ '((?:[^']|'\\'')*)'/g);
  return [...words].map(([, word = '']) => word.replaceAll(`'\\''`, "'"));
}
