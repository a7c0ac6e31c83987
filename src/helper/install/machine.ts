import { spawnSync } from 'node:child_process';
import { homedir } from 'node:os';
import { type PlatformPath, posix, win32 } from 'node:path';
import { HelperError } from '../errors.ts';
import { dataFolder } from '../folders.ts';
import { diskFiles, type Files } from './files.ts';

export type Platform = 'linux' | 'darwin' | 'win32';

/** `status` is null when the program could not be started. */
export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
}

/** The computer that is installed on, so that a test can be another. */
export interface Machine {
  readonly platform: Platform;
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  /** Where our own files go. */
  readonly dataFolder: string;
  readonly path: PlatformPath;
  readonly files: Files;
  /** Runs a program to its end. */
  run(command: string, args: readonly string[]): Ran;
}

/** @throws HelperError on a system whose browsers we know nothing of */
export function thisMachine(): Machine {
  const { platform, env } = process;
  if (platform !== 'linux' && platform !== 'darwin' && platform !== 'win32') {
    throw new HelperError('HELPER_INSTALL', `Installing on ${platform} is not supported.`);
  }
  const run = (command: string, args: readonly string[]): Ran => {
    const { status, stdout } = spawnSync(command, args, { encoding: 'utf8', windowsHide: true });
    return { status, stdout: stdout ?? '' };
  };
  const path = platform === 'win32' ? win32 : posix;
  return { platform, home: homedir(), env, dataFolder: dataFolder(), path, files: diskFiles, run };
}

/**
 * Puts the machine's folders into a path of the tables: `~`, `{config}` (Linux), `{support}`
 * (macOS), `{local}`, `{roaming}` and `{programs}` (Windows).
 */
export function expandPath({ platform, home, env, path }: Machine, template: string): string {
  const folders: Record<string, string> = {
    '~': home,
    '{config}': env.XDG_CONFIG_HOME || path.join(home, '.config'),
    '{support}': path.join(home, 'Library', 'Application Support'),
    '{local}': env.LOCALAPPDATA ?? path.join(home, 'AppData', 'Local'),
    '{roaming}': env.APPDATA ?? path.join(home, 'AppData', 'Roaming'),
    '{programs}': env.ProgramFiles ?? 'C:\\Program Files',
  };
  const expanded = template.replace(/^(~|\{\w+\})/, (name) => folders[name] ?? name);
  return platform === 'win32' ? path.normalize(expanded) : expanded;
}
