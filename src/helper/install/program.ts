import { HOST_NAME } from '../../link/identity.ts';
import { HelperError } from '../errors.ts';
import { sha256Of } from './files.ts';
import type { Machine } from './machine.ts';
import type { Target } from './targets.ts';

/** This helper, as it was started. */
export type HelperProgram =
  /** One executable, which is copied: what was downloaded may then be deleted. */
  | { readonly kind: 'single-file'; readonly path: string; readonly version: string }
  /** A script, which must stay where it is. */
  | { readonly kind: 'script'; readonly nodePath: string; readonly path: string };

/** What a manifest names, and how it comes to be there. */
export interface Placed {
  readonly path: string;
  readonly sha256: string;
  readonly content: { readonly copyOf: string } | { readonly bytes: Buffer };
}

/** @throws HelperError when that browser cannot start such a helper */
export function placeProgram(machine: Machine, helper: HelperProgram, target: Target): Placed {
  if (helper.kind === 'single-file') return placeExecutable(machine, helper, target);
  if (target.confinement === 'flatpak') {
    const message = `${target.title} sees no Node outside its sandbox. Use the single-file helper.`;
    throw new HelperError('HELPER_INSTALL', message);
  }
  const { name, text } = launcher(machine, helper);
  const bytes = Buffer.from(text);
  const path = machine.path.join(machine.dataFolder, name);
  return { path, sha256: sha256Of(bytes), content: { bytes } };
}

/**
 * A folder for each version, named by its content too: a program that runs is never written over,
 * which Windows would not allow. A Flatpak sees its own folders only, so there it lies beside the
 * manifest.
 */
function placeExecutable(
  machine: Machine,
  helper: HelperProgram & { kind: 'single-file' },
  target: Target,
): Placed {
  const { path, files, dataFolder, platform } = machine;
  const bytes = files.read(helper.path);
  if (!bytes) throw new HelperError('HELPER_INSTALL', `${helper.path} cannot be read.`);
  const sha256 = sha256Of(bytes);
  const build = `${helper.version}-${sha256.slice(0, 8)}`;
  const suffix = platform === 'win32' ? '.exe' : '';
  const [beside] = target.confinement === 'flatpak' ? target.userFolders : [];
  const place = beside
    ? path.join(beside, `${HOST_NAME}-${build}`)
    : path.join(dataFolder, 'versions', build, `frontage${suffix}`);
  return { path: place, sha256, content: { copyOf: helper.path } };
}

/** A browser's PATH may lack Node, or have an old one: the launcher names both files in full. */
function launcher({ platform }: Machine, helper: HelperProgram & { kind: 'script' }) {
  const { nodePath, path } = helper;
  if (platform !== 'win32') {
    const text = `#!/bin/sh\nexec ${quote(nodePath)} ${quote(path)} "$@"\n`;
    return { name: 'frontage-host', text };
  }
  // Browsers start it through cmd, which is slower, and which a policy may forbid.
  return { name: 'frontage-host.bat', text: `@echo off\r\n"${nodePath}" "${path}" %*\r\n` };
}

/** The files that a launcher names, in the quotes that it was written with. */
export function programsOf(launcherText: string): string[] {
  if (launcherText.startsWith('@')) {
    return [...launcherText.matchAll(/"([^"]+)"/g)].map(([, word = '']) => word);
  }
  const words = launcherText.matchAll(/ '((?:[^']|'\\'')*)'/g);
  return [...words].map(([, word = '']) => word.replaceAll(`'\\''`, "'"));
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
