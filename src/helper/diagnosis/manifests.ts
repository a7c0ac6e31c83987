import { HOST_NAME } from '../../link/identity.ts';
import { sha256Of } from '../install/files.ts';
import { admitsUs, parseHostManifest } from '../install/host-manifest.ts';
import type { Machine } from '../install/machine.ts';
import { programsOf } from '../install/program.ts';
import { Receipt } from '../install/receipt.ts';
import type { Target } from '../install/targets.ts';
import { type ManifestPlace, manifestPlaces } from './places.ts';

export type ManifestProblem =
  | 'missing'
  | 'unreadable'
  | 'not-a-manifest'
  | 'other-name'
  | 'not-admitted'
  | 'program-missing'
  | 'program-not-executable'
  /** The launcher is there, and a program that it names is not. */
  | 'launcher-broken';

/** One manifest of our name, wherever it is. */
export interface FoundManifest extends ManifestPlace {
  /** `changed`: we wrote it, and somebody has changed it. `other`: it is in no receipt of ours. */
  readonly owner: 'ours' | 'changed' | 'other';
  /** The program in it. */
  readonly starts: string | null;
  readonly problem: ManifestProblem | null;
  /** The system's manifest that this one hides from a browser. */
  readonly shadows: string | null;
}

export function findManifests(machine: Machine, targets: readonly Target[]): FoundManifest[] {
  const places = [...manifestPlaces(machine, targets), ...inProfiles(machine, targets)];
  const unique = places.filter((a, i) => places.findIndex((b) => isSame(a, b)) === i);
  return unique.map((place) => {
    const { starts, problem } = examine(machine, place);
    return {
      ...place,
      ...{ starts, problem },
      owner: ownerOf(machine, place),
      shadows: place.scope === 'user' ? shadowedBy(place, unique) : null,
    };
  });
}

const isSame = (a: ManifestPlace, b: ManifestPlace) =>
  (a.registryKey ?? a.path) === (b.registryKey ?? b.path);

/** What was written for a `--user-data-dir`, or is gone from where it was written. */
function inProfiles(machine: Machine, targets: readonly Target[]): ManifestPlace[] {
  if (machine.platform === 'win32') return [];
  return new Receipt(machine).entries.flatMap((entry) => {
    if (entry.kind !== 'manifest') return [];
    const { path, browsers } = entry;
    const family = targets.find(({ browser }) => browsers.includes(browser))?.family;
    if (!family) return [];
    return [{ path, browsers, family, registryKey: null, scope: 'user' }];
  });
}

function shadowedBy(place: ManifestPlace, all: readonly ManifestPlace[]): string | null {
  const shadowed = all.find(
    ({ scope, browsers }) =>
      scope === 'system' && browsers.some((each) => place.browsers.includes(each)),
  );
  return shadowed ? shadowed.path : null;
}

function ownerOf(machine: Machine, { path }: ManifestPlace): FoundManifest['owner'] {
  const entry = new Receipt(machine).entries.find(
    (each) => each.kind === 'manifest' && each.path === path,
  );
  if (entry?.kind !== 'manifest') return 'other';
  const bytes = readOrNull(machine, path);
  return bytes && sha256Of(bytes) === entry.sha256 ? 'ours' : 'changed';
}

function examine(
  machine: Machine,
  { path, family }: ManifestPlace,
): Pick<FoundManifest, 'starts' | 'problem'> {
  if (!machine.files.exists(path)) return { starts: null, problem: 'missing' };
  const bytes = readOrNull(machine, path);
  if (!bytes) return { starts: null, problem: 'unreadable' };
  const manifest = parseHostManifest(bytes.toString('utf8'));
  if (!manifest) return { starts: null, problem: 'not-a-manifest' };
  const starts = manifest.path;
  if (manifest.name !== HOST_NAME) return { starts, problem: 'other-name' };
  if (!admitsUs(manifest, family)) return { starts, problem: 'not-admitted' };
  return { starts, problem: problemOf(machine, starts) };
}

function problemOf(machine: Machine, program: string): ManifestProblem | null {
  const { files, path } = machine;
  if (!path.isAbsolute(program) || !files.exists(program)) return 'program-missing';
  if (!files.isExecutable(program)) return 'program-not-executable';
  if (!/^frontage-host(\.bat)?$/.test(path.basename(program))) return null;
  const launcher = readOrNull(machine, program)?.toString('utf8') ?? '';
  return programsOf(launcher).every((each) => files.exists(each)) ? null : 'launcher-broken';
}

function readOrNull(machine: Machine, path: string): Buffer | null {
  try {
    return machine.files.read(path);
  } catch {
    return null;
  }
}
