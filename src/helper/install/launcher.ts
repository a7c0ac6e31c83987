import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { dataFolder } from '../folders.ts';

/** What a manifest points at: browsers start a program without arguments of ours. */
export function launcherPath(): string {
  return join(dataFolder(), 'frontage-host');
}

/** A browser's PATH may lack Node, or have an old one: the launcher names both files in full. */
export function writeLauncher(nodePath: string, programPath: string): string {
  const path = launcherPath();
  const script = `#!/bin/sh\nexec ${quote(nodePath)} ${quote(programPath)} "$@"\n`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, script, { mode: 0o755 });
  return path;
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
