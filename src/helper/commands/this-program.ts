import { realpathSync } from 'node:fs';
import type { HelperProgram } from '../install/program.ts';

/** The script itself, and not a link in `node_modules/.bin`, which may vanish. */
export function thisProgram(): HelperProgram {
  const { execPath, argv } = process;
  return __SINGLE_FILE__
    ? { kind: 'single-file', path: execPath, version: __VERSION__ }
    : { kind: 'script', nodePath: execPath, path: realpathSync(argv[1] ?? execPath) };
}
