import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { HelperError } from './errors.ts';

/** Where the running agent is met. `FRONTAGE_RUNTIME_DIR` keeps a separate one apart. */
export function runtimeFolder(env = process.env): string {
  if (env.FRONTAGE_RUNTIME_DIR) return env.FRONTAGE_RUNTIME_DIR;
  if (env.XDG_RUNTIME_DIR) return join(env.XDG_RUNTIME_DIR, 'frontage');
  if (process.platform === 'linux') return join(tmpdir(), `frontage-${userInfo().uid}`);
  return join(dataFolder(env), 'run');
}

/** Where installed files and receipts are kept. */
export function dataFolder(env = process.env, platform = process.platform): string {
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Frontage');
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? homedir(), 'Frontage');
  return join(env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'frontage');
}

/**
 * Makes a folder that only its owner can enter.
 *
 * @throws HelperError when it is somebody else's, or a link to elsewhere
 */
export function makePrivateFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (process.platform === 'win32') return;
  const stats = lstatSync(path);
  if (!stats.isDirectory() || stats.uid !== userInfo().uid) {
    throw new HelperError('HELPER_AGENT', `${path} belongs to somebody else.`);
  }
  chmodSync(path, 0o700);
}
