import { HelperError } from '../errors.ts';
import { expandPath, type Machine, type Platform } from './machine.ts';
import { FLATPAK, SNAP } from './targets/confined.ts';
import { LINUX } from './targets/linux.ts';
import { MACOS } from './targets/macos.ts';
import type { BrowserFamily, BrowserRow, Confinement } from './targets/row.ts';
import { WINDOWS } from './targets/windows.ts';

const ROWS: Record<Platform, readonly BrowserRow[]> = {
  linux: [...LINUX, ...FLATPAK, ...SNAP],
  darwin: MACOS,
  win32: WINDOWS,
};

/** The programs in it are those of the rows for Snap. */
const SNAP_PROGRAMS = '/snap/bin';

/** A browser on this machine: a row of the tables with this machine's paths. */
export interface Target {
  readonly browser: string;
  readonly title: string;
  readonly family: BrowserFamily;
  readonly userFolders: readonly string[];
  readonly systemFolders: readonly string[];
  readonly registryKeys: readonly string[];
  readonly confinement: Confinement | null;
  /** It, or what it left, was found. */
  readonly isPresent: boolean;
}

/** Every browser that may be on such a machine. */
export function targetsOn(machine: Machine): Target[] {
  return ROWS[machine.platform].map((row) => {
    const expand = (paths: readonly string[] = []) =>
      paths.map((path) => expandPath(machine, path));
    return {
      browser: row.browser,
      title: row.title,
      family: row.family,
      userFolders: expand(row.user),
      systemFolders: expand(row.system),
      registryKeys: row.keys ?? [],
      confinement: row.confinement ?? null,
      isPresent:
        expand(row.traces).some((path) => machine.files.exists(path)) ||
        (row.programs ?? []).some((program) => isInPath(machine, program)),
    };
  });
}

/** @throws HelperError for a browser that is not in the tables of this system */
export function findTarget(targets: readonly Target[], browser: string): Target {
  const target = targets.find((each) => each.browser === browser);
  if (target) return target;
  const known = targets.map((each) => each.browser).join(', ');
  throw new HelperError('HELPER_USAGE', `“${browser}” is not a known browser: ${known}.`);
}

/**
 * A Chromium that is started with `--user-data-dir` looks there, and nowhere else of the user's.
 *
 * @throws HelperError for a browser that does not
 */
export function inProfile(machine: Machine, target: Target, folder: string): Target {
  if (target.family === 'firefox') {
    throw new HelperError('HELPER_USAGE', 'Firefox looks for helpers per user, not per profile.');
  }
  if (machine.platform === 'win32') {
    throw new HelperError('HELPER_USAGE', 'On Windows browsers look for helpers in the registry.');
  }
  const hosts = machine.path.resolve(folder, 'NativeMessagingHosts');
  return { ...target, userFolders: [hosts], systemFolders: [], isPresent: true };
}

function isInPath({ env, files, path }: Machine, program: string): boolean {
  return (env.PATH ?? '')
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder) && folder !== SNAP_PROGRAMS)
    .some((folder) => files.exists(path.join(folder, program)));
}
