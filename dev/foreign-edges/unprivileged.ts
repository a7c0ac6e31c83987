import { chown, mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../system-packages.ts';

/** Debian's `nobody` and `nogroup`. */
const NOBODY = 65_534;

const isRoot = process.getuid?.() === 0;

/** The same program without root's rights: as root, web servers change their user by themselves. */
export function unprivileged(
  program: string,
  args: readonly string[],
): { readonly command: string; readonly args: readonly string[] } {
  const command = findProgram(program) ?? program;
  if (!isRoot) return { command, args };
  const identity = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
  return { command: 'setpriv', args: [...identity, '--', command, ...args] };
}

/** Gives a folder, with all that is in it, to whoever `unprivileged` runs as. */
export async function giveAway(folder: string): Promise<void> {
  if (!isRoot) return;
  const entries = await readdir(folder, { recursive: true });
  for (const entry of ['', ...entries]) await chown(join(folder, entry), NOBODY, NOBODY);
}

/** A new folder that whoever `unprivileged` runs as can reach. */
export function makeReachableFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'frontage-edge-'));
}
